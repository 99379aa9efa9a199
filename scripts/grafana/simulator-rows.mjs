/** The rows of the dashboard about the simulator. */
import { figure, heat, lines, table } from './panels.mjs';

/** A metric over all RTUs. @param {string} name */
const all = (name) => `iec104rs_${name}{instance=~"$instance"}`;
/** A metric of the chosen RTUs. @param {string} name @param {string} [more] */
const rtu = (name, more = '') => `iec104rs_rtu_${name}{instance=~"$instance", no=~"$rtu"${more}}`;
/** @param {string} vector */
const rate = (vector) => `rate(${vector}[$__rate_interval])`;
/** @param {string} vector */
const grown = (vector) => `increase(${vector}[$__rate_interval])`;
/** @param {number} share @param {string} histogram */
const quantile = (share, histogram) =>
  `histogram_quantile(${share}, sum by (le) (${rate(all(`${histogram}_bucket`))}))`;
/** @param {number} share @param {string} name */
const since = (share, name) => `histogram_quantile(${share}, sum by (le) (${all(`${name}_bucket`)}))`;

/** Lines of several metrics over all RTUs. @param {Record<string, string>} names by legend @param {(vector: string) => string} [how] */
const each = (names, how = (vector) => vector) =>
  Object.entries(names).map(([legend, name]) => ({ expr: how(all(name)), legend }));

const OPEN = [
  all('signals_offered_total'),
  all('signals_acknowledged_total'),
  all('unsent_link_total'),
  all('unsent_buffer_total'),
  all('unsent_ended_total'),
  all('unsent_filter_total'),
  all('held'),
  all('spoiled_total'),
].join(' - ');

/** @type {import('./panels.mjs').Row[]} */
export const SIMULATOR_ROWS = [
  {
    title: 'Now',
    panels: [
      figure('RTUs', 'none', all('rtus'), { about: 'loaded' }),
      figure('Started', 'none', all('rtus_online'), { about: 'RTUs with a started connection' }),
      figure('Missing', 'none', `${all('rtus')} - ${all('rtus_online')}`, {
        warn: 'above 0',
        about: 'RTUs without a started connection',
      }),
      figure('Ports not open', 'none', `${all('rtus')} - ${all('rtus_listening')}`, { warn: 'above 0' }),
      figure('Sends under way', 'none', all('sends_running')),
      figure('Sends ordered', 'none', all('sends_total')),
      figure('Faults on purpose', 'none', all('faults'), { about: 'that are on' }),
      figure('Version', 'none', 'iec104rs_info{instance=~"$instance"}', { name: 'version' }),
      figure('Offered', 'short', all('signals_offered_total'), { about: 'signals that were due to be sent' }),
      figure('Acknowledged', 'short', all('signals_acknowledged_total')),
      figure('Lost', 'short', `${all('unsent_link_total')} + ${all('unsent_buffer_total')}`, {
        warn: 'above 0',
        about: 'signals that never arrived: their link was lost or stopped, or the event buffer was full',
      }),
      figure('Open', 'short', OPEN, {
        about: 'signals on their way: neither acknowledged, lost, held nor given up',
      }),
      figure('Held', 'short', all('held'), { about: 'signals in event buffers: they wait for a connection' }),
      figure('Ack p50', 's', since(0.5, 'ack_latency_seconds'), { about: 'since the start of the program' }),
      figure('Ack p99', 's', since(0.99, 'ack_latency_seconds'), { about: 'since the start of the program' }),
      figure(
        'Pauses of the simulator',
        'none',
        `sum(${all('shard_pauses_total')}) + sum(${all('coordinator_pauses_total')})`,
        {
          warn: 'above 0',
          about:
            'how often it stood still for 250 ms or more: figures of that time say nothing about the front-end',
        },
      ),
    ],
  },
  {
    title: 'Connections',
    panels: [
      lines(
        'Connections',
        'none',
        each({
          RTUs: 'rtus',
          'ports open': 'rtus_listening',
          'RTUs started': 'rtus_online',
          'connections open': 'connections',
          'connections started': 'started',
        }),
      ),
      lines(
        'Came and went',
        'none',
        each(
          {
            accepted: 'accepted_total',
            ended: 'disconnects_total',
            'in place of an ended one': 'reconnects_total',
            'took over in their group': 'takeovers_total',
            'ended in our pause': 'disconnects_in_pause_total',
            'closed unheard': 'closed_unheard_total',
          },
          grown,
        ),
        { bars: true, about: 'by step of the chart' },
      ),
      lines(
        'Refused',
        'none',
        each(
          {
            all: 'refused_total',
            'for their address': 'refused_hosts_total',
            'for their number': 'refused_connections_total',
            'RTU restarts': 'refused_restart_total',
          },
          grown,
        ),
        { bars: true, about: 'by step of the chart' },
      ),
      lines(
        'From connect to interrogation',
        's',
        each({
          'connect to STARTDT act': 'connect_to_start_seconds',
          'STARTDT act to interrogation': 'start_to_interrogation_seconds',
        }),
        { about: 'longest of all RTUs, newest connection' },
      ),
      lines(
        'Switchovers',
        's',
        each({
          'to the first acknowledgement': 'switchover_seconds',
          'to STARTDT': 'switchover_start_seconds',
          'to the end of the interrogation': 'switchover_gi_seconds',
          'between two acknowledgements': 'switchover_gap_seconds',
          longest: 'switchover_max_seconds',
        }),
        { about: 'last switchover, longest of all RTUs; 0: none' },
      ),
      lines(
        'Switchovers, count',
        'none',
        each({ switchovers: 'switchovers_total', 'peers forgotten': 'peers_forgotten_total' }),
      ),
    ],
  },
  {
    title: 'Signals',
    panels: [
      lines(
        'Rates',
        'cps',
        each(
          {
            offered: 'signals_offered_total',
            sent: 'signals_sent_total',
            acknowledged: 'signals_acknowledged_total',
            'answers to interrogations': 'signals_interrogated_total',
          },
          rate,
        ),
        { width: 12, about: 'signals a second' },
      ),
      lines(
        'Where they are',
        'short',
        [
          { expr: OPEN, legend: 'open' },
          { expr: all('held'), legend: 'held in event buffers' },
        ],
        { width: 12, stacked: true, about: 'offered = acknowledged + unsent + open + held + spoiled' },
      ),
      lines(
        'Unsent',
        'short',
        each({
          'lost: link': 'unsent_link_total',
          'of these, answers to interrogations': 'answers_lost_total',
          'lost: buffer full': 'unsent_buffer_total',
          'send over': 'unsent_ended_total',
          'telegram did not come': 'unsent_filter_total',
          'spoiled on purpose': 'spoiled_total',
        }),
        { about: 'since the start of the program' },
      ),
      lines('Sent a second time', 'short', each({ signals: 'signals_resent_total' }), {
        about: 'on the connection that took over, since the start',
      }),
      lines(
        'Sends',
        'none',
        each({
          'under way': 'sends_running',
          'by connection': 'runs',
          'without a connection': 'runs_unconnected',
        }),
      ),
    ],
  },
  {
    title: 'Acknowledgements',
    panels: [
      lines(
        'Ack latency',
        's',
        [
          { expr: quantile(0.5, 'ack_latency_seconds'), legend: 'p50' },
          { expr: quantile(0.9, 'ack_latency_seconds'), legend: 'p90' },
          { expr: quantile(0.99, 'ack_latency_seconds'), legend: 'p99' },
        ],
        { about: 'from an I frame to its acknowledgement, frames of the step of the chart' },
      ),
      heat('Ack latency, frames', `sum by (le) (${grown(all('ack_latency_seconds_bucket'))})`),
      lines(
        'Ages',
        's',
        each({
          'longest ack latency': 'ack_latency_max_seconds',
          'oldest without acknowledgement': 'oldest_unacked_seconds',
          'longest without, link ended': 'unacked_max_seconds',
        }),
        { about: 'longest of all RTUs' },
      ),
      lines(
        'I frames',
        'cps',
        each(
          {
            sent: 'frames_sent_total',
            acknowledged: 'ack_frames_total',
            received: 'frames_received_total',
            acknowledgements: 'acknowledgements_total',
            'acknowledged over our pause': 'ack_frames_over_pause_total',
          },
          rate,
        ),
      ),
      lines('Octets', 'Bps', each({ sent: 'octets_sent_total', received: 'octets_received_total' }, rate)),
      lines(
        'Without acknowledgement',
        'short',
        each({ 'I frames': 'outstanding', 'I frames per acknowledgement (effective w)': 'effective_w' }),
      ),
      lines(
        'Window closed',
        'percentunit',
        [
          { expr: all('stall_ratio'), legend: 'share of the time, all RTUs' },
          { expr: rate(all('stall_seconds_total')), legend: 'RTUs that wait, at a time' },
        ],
        {
          about:
            'signals waited behind k frames without acknowledgement; 100 % of the second line is one connection that always waits',
        },
      ),
      lines('Waits behind the window', 'cps', each({ waits: 'stalls_total' }, rate)),
      lines('TESTFR', 'cps', each({ 'TESTFR act received': 'test_frames_total' }, rate)),
    ],
  },
  {
    title: 'Requests of the front-end',
    panels: [
      lines(
        'Interrogations',
        'none',
        [...each({ running: 'interrogating' }), ...each({ ended: 'interrogations_total' }, grown)],
        { about: 'ended: by step of the chart' },
      ),
      lines(
        'Interrogations, duration',
        's',
        each({ last: 'interrogation_seconds', longest: 'interrogation_max_seconds' }),
        { about: 'longest of all RTUs' },
      ),
      lines(
        'Commands',
        'none',
        each(
          {
            confirmed: 'commands_total',
            'over our pause': 'commands_over_pause_total',
            'with a time tag': 'command_time_tags_total',
            'for a foreign CA': 'foreign_ca_total',
          },
          grown,
        ),
        { bars: true, about: 'by step of the chart' },
      ),
      lines(
        'Commands, round trip',
        's',
        [
          { expr: quantile(0.5, 'command_round_trip_seconds'), legend: 'p50' },
          { expr: quantile(0.99, 'command_round_trip_seconds'), legend: 'p99' },
          ...each({ longest: 'command_round_trip_max_seconds' }),
        ],
        { about: 'to the acknowledgement of the last confirmation' },
      ),
      lines('Clock syncs', 'none', each({ 'with a valid time': 'clock_syncs_total' }, grown), {
        bars: true,
        about: 'by step of the chart',
      }),
      lines(
        "The front-end's clock",
        's',
        [
          { expr: `max(abs(${rtu('clock_error_seconds')}))`, legend: 'largest error of a clock sync' },
          { expr: `max(${rtu('clock_bound_seconds')})`, legend: 'largest bound (time on the way)' },
          {
            expr: `max(abs(${rtu('command_time_tag_error_seconds')}))`,
            legend: 'largest error of a time tag of a command',
          },
        ],
        { about: 'of the chosen RTUs' },
      ),
      lines('Floods', 'none', each({ floods: 'floods_total' }, grown), {
        bars: true,
        about: 'connections that sent more than their share; by step of the chart',
      }),
      lines('TESTFR period', 's', each({ shortest: 'test_frame_period_seconds' }), {
        about: 'shortest of all RTUs; 0: not known',
      }),
      lines('Faults on purpose', 'none', each({ on: 'faults' })),
    ],
  },
  {
    title: 'RTU by RTU',
    panels: [
      table(
        'RTUs',
        ['no', 'name', 'ca', 'port'],
        [
          { column: 'port open', expr: rtu('listening') },
          { column: 'connections', expr: rtu('connections') },
          { column: 'started', expr: rtu('started') },
          { column: 'offered', expr: rtu('signals_offered_total'), unit: 'short' },
          { column: 'acknowledged', expr: rtu('signals_acknowledged_total'), unit: 'short' },
          {
            column: 'lost',
            expr: `${rtu('unsent_link_total')} + ${rtu('unsent_buffer_total')}`,
            unit: 'short',
          },
          { column: 'held', expr: rtu('held'), unit: 'short' },
          { column: 'no ack yet', expr: rtu('outstanding') },
          { column: 'oldest', expr: rtu('oldest_unacked_seconds'), unit: 's' },
          { column: 't1', expr: rtu('t1_seconds'), unit: 's' },
          { column: 'ack p50', expr: rtu('ack_latency_seconds', ', quantile="0.5"'), unit: 's' },
          { column: 'ack p99', expr: rtu('ack_latency_seconds', ', quantile="0.99"'), unit: 's' },
          { column: 'window closed', expr: rtu('stall_ratio'), unit: 'percentunit' },
          { column: 'effective w', expr: rtu('effective_w') },
          { column: 'interrogations', expr: rtu('interrogations_total') },
          { column: 'last took', expr: rtu('interrogation_seconds'), unit: 's' },
          { column: 'commands', expr: rtu('commands_total') },
          { column: 'clock syncs', expr: rtu('clock_syncs_total') },
          { column: 'clock error', expr: rtu('clock_error_seconds'), unit: 's' },
          { column: 'switchovers', expr: rtu('switchovers_total') },
          { column: 'refused', expr: rtu('refused_total') },
          { column: 'floods', expr: rtu('floods_total') },
          { column: 'faults', expr: rtu('faults') },
          { column: 'V(S)', expr: rtu('send_state') },
          { column: 'V(R)', expr: rtu('receive_state') },
        ],
        { about: 'the chosen RTUs; click a column to sort, the funnel to filter' },
      ),
      lines(
        'Acknowledged, the ten most',
        'cps',
        [{ expr: `topk(10, ${rate(rtu('signals_acknowledged_total'))})`, legend: '{{no}} {{name}}' }],
        { width: 12, about: 'signals a second' },
      ),
      lines(
        'Oldest without acknowledgement, the ten worst',
        's',
        [{ expr: `topk(10, ${rtu('oldest_unacked_seconds')})`, legend: '{{no}} {{name}}' }],
        { width: 12 },
      ),
    ],
  },
];
