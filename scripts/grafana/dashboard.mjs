/** The dashboard for Grafana, and which metrics it leaves out. */
import { GATEWAY_ROW, PROGRAM_ROW } from './other-rows.mjs';
import { placed, SOURCE } from './panels.mjs';
import { SIMULATOR_ROWS } from './simulator-rows.mjs';

/** Metrics that no panel has, and why. Those of one RTU or group whose sum over all is shown need no line here. */
export const LEFT_OUT = {
  iec104rs_rtu_ack_latency_seconds_total: 'the sum of the summary iec104rs_rtu_ack_latency_seconds',
};

/** The dashboard as Grafana reads it. */
export function dashboard() {
  return {
    uid: 'iec104rs',
    title: 'iec104rs',
    description: 'IEC 60870-5-104: the RTU simulator and the gateway',
    tags: ['iec104', 'scada'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '5s',
    time: { from: 'now-15m', to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
    links: [],
    templating: { list: variables() },
    panels: placed([...SIMULATOR_ROWS, PROGRAM_ROW, GATEWAY_ROW]),
  };
}

function variables() {
  return [
    {
      name: 'source',
      label: 'Source',
      type: 'datasource',
      query: 'prometheus',
      current: {},
      hide: 0,
      refresh: 1,
      regex: '',
      options: [],
    },
    choice('instance', 'Simulator', 'label_values(iec104rs_rtus, instance)', false),
    choice('rtu', 'RTU (id)', 'label_values(iec104rs_rtu_listening{instance=~"$instance"}, no)', true),
    choice('gateway', 'Gateway', 'label_values(iec104rs_gateway_groups, instance)', false),
    choice(
      'group',
      'Group (id)',
      'label_values(iec104rs_gateway_group_listening{instance=~"$gateway"}, id)',
      true,
    ),
  ];
}

/** A choice among the values of a label. @param {string} name @param {string} label @param {string} query @param {boolean} many */
function choice(name, label, query, many) {
  return {
    name,
    label,
    type: 'query',
    datasource: SOURCE,
    definition: query,
    query: { query, refId: name },
    refresh: 2,
    regex: '',
    sort: 3,
    multi: many,
    includeAll: many,
    ...(many ? { allValue: '.*' } : {}),
    current: many ? { selected: true, text: ['All'], value: ['$__all'] } : {},
    options: [],
    hide: 0,
  };
}
