/** The rows of the catalogue for connections that were not taken, and for what nearly always is a mistake of a master (`docs/behaviour.md` §3). */

const COUNT = { kind: 'counter', unit: 'number', total: 'sum' } as const;

export const REFUSAL_COUNTERS = {
  REFUSED_HOSTS: {
    ...COUNT,
    help: 'connections refused, because their address is not among the accepted hosts',
    json: 'refusedHosts',
    metric: 'refused_hosts_total',
    report: { part: 'traffic', field: 'refusedHosts', column: 'Refused: hosts' },
  },
  REFUSED_CONNECTIONS: {
    ...COUNT,
    help: 'connections refused, because as many as the RTU takes were open already',
    json: 'refusedConnections',
    metric: 'refused_connections_total',
    report: { part: 'traffic', field: 'refusedConnections', column: 'Refused: connections' },
  },
  REFUSED_RESTART: {
    ...COUNT,
    help: 'connections refused, because the RTU was being restarted or closed',
    json: 'refusedRestart',
    metric: 'refused_restart_total',
    report: { part: 'traffic', field: 'refusedRestart', column: 'Refused: restart' },
  },
  CLOSED_UNHEARD: {
    ...COUNT,
    help: 'connections that ended before their first octet came',
    json: 'closedUnheard',
    metric: 'closed_unheard_total',
    report: { part: 'traffic', field: 'closedUnheard', column: 'Closed unheard' },
  },
} as const;

export const MISTAKE_COUNTERS = {
  FLOODS: {
    ...COUNT,
    help: 'floods: a connection sent more than its share, turn after turn, and was read in turns with the others',
    json: 'floods',
    metric: 'floods_total',
    report: { part: 'traffic', field: 'floods', column: 'Floods' },
  },
  TAKEOVERS: {
    ...COUNT,
    help: 'connections that took over from another one of their group',
    json: 'takeovers',
    metric: 'takeovers_total',
    report: { part: 'traffic', field: 'takeovers', column: 'Takeovers' },
  },
  FOREIGN_CA: {
    ...COUNT,
    help: "requests for a CA that is not the RTU's",
    json: 'foreignCa',
    metric: 'foreign_ca_total',
    report: { part: 'traffic', field: 'foreignCa', column: 'Other CA' },
  },
} as const;
