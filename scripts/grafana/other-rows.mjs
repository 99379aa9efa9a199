/** The rows of the dashboard about the program itself and about the gateway. */
import { figure, heat, lines, table } from './panels.mjs';

/** Of both programs. @param {string} name */
const any = (name) => `iec104rs_${name}{instance=~"$instance|$gateway"}`;
/** Of the gateways, over all groups. @param {string} name */
const all = (name) => `iec104rs_gateway_${name}{instance=~"$gateway"}`;
/** @param {string} name @param {string} [more] */
const group = (name, more = '') =>
  `iec104rs_gateway_group_${name}{instance=~"$gateway", id=~"$group"${more}}`;
/** @param {string} name @param {string} [more] */
const master = (name, more = '') =>
  `iec104rs_gateway_master_${name}{instance=~"$gateway", id=~"$group"${more}}`;
/** @param {string} vector */
const rate = (vector) => `rate(${vector}[$__rate_interval])`;
/** @param {string} vector */
const grown = (vector) => `increase(${vector}[$__rate_interval])`;
/** @param {number} share @param {string} buckets @param {string} by */
const quantile = (share, buckets, by) => `histogram_quantile(${share}, sum by (${by}) (${rate(buckets)}))`;

/** @param {Record<string, string>} names by legend @param {(vector: string) => string} [how] */
const each = (names, how = (vector) => vector) =>
  Object.entries(names).map(([legend, name]) => ({ expr: how(all(name)), legend }));
/** The same for metrics of both programs. @param {Record<string, string>} names @param {(vector: string) => string} [how] */
const both = (names, how = (vector) => vector) =>
  Object.entries(names).map(([legend, name]) => ({ expr: how(any(name)), legend: `{{instance}} ${legend}` }));
/** By worker thread. @param {string} name @param {string} legend @param {(vector: string) => string} [how] */
const threads = (name, legend, how = (vector) => vector) => ({
  expr: how(any(`shard_${name}`)),
  legend: `{{instance}} ${legend} {{shard}}`,
});

/** @type {import('./panels.mjs').Row} */
export const PROGRAM_ROW = {
  title: 'The programs themselves: were they the limit?',
  panels: [
    lines('Threads, share of a processor', 'percentunit', [
      threads('busy_seconds_total', 'busy', rate),
      threads('cpu_seconds_total', 'processor', rate),
      threads('waited_seconds_total', 'waited for one', rate),
    ]),
    lines('Delay of the event loops', 's', [
      {
        expr: quantile(0.99, any('shard_event_loop_delay_seconds_bucket'), 'instance, shard, le'),
        legend: '{{instance}} p99 {{shard}}',
      },
      threads('event_loop_delay_max_seconds', 'latest'),
    ]),
    lines(
      'Pauses of 250 ms or more',
      's',
      [
        threads('paused_seconds_total', 'thread', grown),
        { expr: grown(any('coordinator_paused_seconds_total')), legend: '{{instance}} main thread' },
        threads('pause_longest_seconds', 'longest of thread'),
        { expr: any('coordinator_pause_longest_seconds'), legend: '{{instance}} longest of main thread' },
        threads('hang_seconds', 'hangs'),
      ],
      { about: 'paused: by step of the chart. Figures of that time say nothing about the front-end' },
    ),
    lines('Threads', 'none', [
      ...both({ 'worker threads': 'shards', died: 'shard_deaths_total' }),
      threads('rtus', 'RTUs of'),
      threads('groups', 'groups of'),
    ]),
    lines(
      'Lines lost',
      'none',
      [
        ...both({ log: 'log_lines_lost_total', 'sent list': 'sent_list_lines_lost_total' }),
        { expr: all('log_lines_lost_total'), legend: '{{instance}} log' },
        threads('log_lines_gone_total', 'log, died with'),
        threads('sent_list_lines_gone_total', 'sent list, died with'),
      ],
      { about: 'since the start of the program: the disk could not keep up' },
    ),
    lines('API', 'none', [
      ...both({ 'connections open': 'api_connections' }),
      ...both(
        {
          refused: 'api_connections_refused_total',
          'too slow': 'api_connections_timed_out_total',
          malformed: 'api_connections_malformed_total',
          busy: 'api_requests_busy_total',
        },
        grown,
      ),
    ]),
    lines(
      'Dropped by the machine',
      'none',
      both(
        {
          'listen queue full': 'machine_listen_overflows_total',
          'at listening ports': 'machine_listen_drops_total',
        },
        grown,
      ),
      { about: "connections before any program saw them, any program's; by step of the chart" },
    ),
    lines('Runs for', 's', [{ expr: `time() - ${any('start_time_seconds')}`, legend: '{{instance}}' }]),
  ],
};

const LABELS = ['id', 'name', 'rtu_number'];

/** @type {import('./panels.mjs').Row} */
export const GATEWAY_ROW = {
  title: 'Gateway',
  closed: true,
  panels: [
    figure('Groups', 'none', all('groups')),
    figure('RTUs started', 'none', all('rtu_started')),
    figure('RTUs missing', 'none', `${all('groups')} - ${all('rtu_started')}`, {
      warn: 'above 0',
      about: 'groups without data transfer of their RTU',
    }),
    figure('Masters started', 'none', all('masters_started')),
    figure('RTUs held back', 'none', all('held_back'), {
      warn: 'above 0',
      about: 'even the fastest master is a buffer behind',
    }),
    figure('At risk', 'short', all('at_risk'), { about: 'ASDUs that a crash now would lose' }),
    figure('Undelivered', 'short', all('undelivered_total'), {
      warn: 'above 0',
      about: 'ASDUs for masters whose link ended before',
    }),
    figure('Interrogations saved', 'short', all('interrogations_saved'), {
      about: 'asked for by masters and not passed to an RTU',
    }),
    lines(
      'Links',
      'none',
      each({
        'RTUs connected': 'rtu_connected',
        'RTUs started': 'rtu_started',
        'ports open': 'listening',
        masters: 'masters',
        'masters started': 'masters_started',
      }),
    ),
    lines(
      'Links to RTUs',
      'none',
      each(
        {
          attempts: 'dials_total',
          failed: 'dials_failed_total',
          connected: 'rtu_connects_total',
          lost: 'rtu_losses_total',
        },
        grown,
      ),
      { bars: true, about: 'by step of the chart' },
    ),
    lines(
      'Masters that came, refused, closed',
      'none',
      each(
        {
          accepted: 'accepted_total',
          'refused: filter': 'refused_filter_total',
          "refused: the RTU's address": 'refused_rtu_ip_total',
          'refused: number': 'refused_connections_total',
          'refused: same address': 'refused_same_ip_total',
          'closed: a buffer behind': 'lagging_total',
        },
        grown,
      ),
      { bars: true, about: 'by step of the chart' },
    ),
    lines(
      'Lag',
      's',
      [
        { expr: quantile(0.5, all('lag_seconds_bucket'), 'le'), legend: 'p50' },
        { expr: quantile(0.99, all('lag_seconds_bucket'), 'le'), legend: 'p99' },
      ],
      { about: 'from the read of an ASDU of the RTU to its write to a master' },
    ),
    heat('Lag, ASDUs', `sum by (le) (${grown(all('lag_seconds_bucket'))})`),
    lines(
      'I frames',
      'cps',
      each(
        {
          'from RTUs': 'frames_from_rtu_total',
          'to RTUs': 'frames_to_rtu_total',
          'to masters': 'frames_to_masters_total',
          'from masters': 'frames_from_masters_total',
          'acknowledged by masters': 'frames_acknowledged_total',
        },
        rate,
      ),
    ),
    lines(
      'Octets',
      'Bps',
      each(
        {
          'from RTUs': 'octets_from_rtu_total',
          'to RTUs': 'octets_to_rtu_total',
          'from masters': 'octets_from_masters_total',
          'to masters': 'octets_to_masters_total',
        },
        rate,
      ),
    ),
    lines(
      'Queues',
      'short',
      each({ waiting: 'queue', most: 'queue_max', 'at risk': 'at_risk', 'open requests': 'open_requests' }),
      { about: 'ASDUs' },
    ),
    lines(
      'Held back',
      'percentunit',
      [
        ...each({ 'share of the time': 'hold_seconds_total' }, rate),
        ...each({ 'times (1 = 100 %)': 'holds_total' }, grown),
      ],
      { about: '100 %: one RTU all the time' },
    ),
    lines(
      'Requests',
      'none',
      each(
        {
          'of masters': 'requests_total',
          'refused: rights': 'refused_rights_total',
          'refused: CA, type, number': 'refused_requests_total',
          conflicts: 'conflicts_total',
          expired: 'expired_total',
          unanswered: 'unanswered_total',
          'answers without request': 'unmatched_total',
        },
        grown,
      ),
      { about: 'by step of the chart' },
    ),
    lines(
      'Interrogations',
      'none',
      each(
        { 'asked by masters': 'interrogations_asked_total', 'passed to RTUs': 'interrogations_sent_total' },
        grown,
      ),
      { bars: true, about: 'by step of the chart' },
    ),
    lines(
      "Masters' clocks differed",
      'none',
      each({ 'times by more than a second': 'clock_warnings_total' }, grown),
      { bars: true, about: 'by step of the chart' },
    ),
    table(
      'Groups',
      LABELS,
      [
        { column: 'port open', expr: group('listening') },
        { column: 'RTU connected', expr: group('rtu_connected') },
        { column: 'RTU started', expr: group('rtu_started') },
        { column: 'host', expr: group('rtu_host') },
        { column: 'masters', expr: group('masters') },
        { column: 'started', expr: group('masters_started') },
        { column: 'from RTU', expr: group('frames_from_rtu_total'), unit: 'short' },
        { column: 'to masters', expr: group('frames_to_masters_total'), unit: 'short' },
        { column: 'undelivered', expr: group('undelivered_total'), unit: 'short' },
        { column: 'queue', expr: group('queue') },
        { column: 'most', expr: group('queue_max') },
        { column: 'held back', expr: group('held_back') },
        { column: 'RTU losses', expr: group('rtu_losses_total') },
        { column: 'requests', expr: group('requests_total') },
        { column: 'lag p50', expr: group('lag_seconds', ', quantile="0.5"'), unit: 's' },
        { column: 'lag p99', expr: group('lag_seconds', ', quantile="0.99"'), unit: 's' },
      ],
      { about: 'the chosen groups' },
    ),
    table(
      'Masters',
      [...LABELS, 'place', 'address'],
      [
        { column: 'connected', expr: master('connected') },
        { column: 'started', expr: master('started') },
        { column: 'connection', expr: master('connection') },
        { column: 'OA', expr: master('oa') },
        { column: 'sent', expr: master('frames_sent_total'), unit: 'short' },
        { column: 'acknowledged', expr: master('frames_acknowledged_total'), unit: 'short' },
        { column: 'no ack yet', expr: master('outstanding') },
        { column: 'received', expr: master('frames_received_total'), unit: 'short' },
        { column: 'queue', expr: master('queue') },
        { column: 'most', expr: master('queue_max') },
        { column: 'behind', expr: master('behind') },
        { column: 'window closed', expr: master('stalls_total') },
        { column: 'for', expr: master('stall_seconds_total'), unit: 's' },
        { column: 'requests', expr: master('requests_total') },
        { column: 'refused', expr: master('refused_total') },
        { column: 'conflicts', expr: master('conflicts_total') },
        { column: 'interrogations', expr: master('interrogations_asked_total') },
        { column: 'clock syncs', expr: master('clock_syncs_total') },
        { column: 'clock error', expr: master('clock_error_seconds'), unit: 's' },
        { column: 'TESTFR period', expr: master('test_frame_period_seconds'), unit: 's' },
        { column: 'lag p99', expr: master('lag_seconds', ', quantile="0.99"'), unit: 's' },
      ],
      { about: 'the masters that are connected, of the chosen groups' },
    ),
  ],
};
