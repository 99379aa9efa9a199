/** Contents of a substation: signal templates by bay, for three kinds of station. */

/** What the index groups and the commands use a signal for. */
export type SignalRole =
  | 'breaker'
  | 'switch'
  | 'earthing'
  | 'mode'
  | 'alarm'
  | 'trip'
  | 'tap'
  | 'raise'
  | 'measurand'
  | 'setpoint'
  | 'output'
  | 'state'
  | 'counter'
  | 'event';

/** A value cell as written in the file, or a range with its decimals to draw from. */
export type ValueTemplate = string | readonly [low: number, high: number, decimals: number];

/** Type id (with time tag if the type has one; older bays use the type without), role, value, comment. */
export type SignalTemplate = readonly [typeId: number, role: SignalRole, value: ValueTemplate, text: string];

/** A kind of station: signals that it has once, and bays that are repeated until there are enough signals. */
export interface StationTemplate {
  readonly title: string;
  /** Letter of the bay numbers, e.g. `E` for `E01`. */
  readonly bayLetter: string;
  readonly common: readonly SignalTemplate[];
  readonly bays: readonly (readonly SignalTemplate[])[];
}

const SUPERVISION: readonly SignalTemplate[] = [
  [30, 'mode', '0', 'station control local'],
  [30, 'alarm', '0', 'fire alarm'],
  [30, 'alarm', '0', 'intruder alarm'],
  [30, 'alarm', '0', 'door open'],
  [30, 'alarm', '0', '230 V AC supply failed'],
  [30, 'alarm', '0', '220 V DC earth fault'],
  [30, 'alarm', '0', '220 V DC undervoltage'],
  [30, 'alarm', '0', '60 V DC undervoltage'],
  [30, 'alarm', '0', 'battery charger failed'],
  [30, 'alarm', '0', 'UPS on battery'],
  [30, 'alarm', '0', 'time receiver failed'],
  [30, 'alarm', '0', 'telecontrol link A failed'],
  [30, 'alarm', '0', 'telecontrol link B failed'],
  [33, 'state', '0x0000ffff', 'bay units in communication'],
  [33, 'output', '0', 'test pattern of the marshalling rack'],
  [20, 'state', '0x0003', 'annunciator 1: 16 lamps'],
  [20, 'state', '0', 'annunciator 2: 16 lamps'],
  [36, 'measurand', [215, 228, 1], 'battery voltage V'],
  [35, 'measurand', [12, 34, 0], 'control room temperature C'],
  [21, 'measurand', [0.2, 0.8, 3], 'load of the station supply'],
];

const BAY_CONTROL: readonly SignalTemplate[] = [
  [31, 'breaker', '2', 'Q0 circuit-breaker'],
  [31, 'switch', '2', 'Q1 disconnector busbar A'],
  [31, 'switch', '1', 'Q2 disconnector busbar B'],
  [31, 'earthing', '1', 'Q8 earthing switch'],
  [30, 'mode', '0', 'bay control local'],
  [30, 'mode', '0', 'interlocking released'],
  [30, 'alarm', '0', 'Q0 spring not charged'],
  [30, 'alarm', '0', 'Q0 SF6 pressure low'],
  [30, 'alarm', '0', 'Q0 SF6 lockout'],
  [30, 'alarm', '0', 'control voltage failed'],
  [30, 'alarm', '0', 'motor voltage failed'],
  [30, 'alarm', '0', 'bay unit disturbed'],
];

const LINE_110: readonly SignalTemplate[] = [
  ...BAY_CONTROL,
  [31, 'switch', '2', 'Q9 line disconnector'],
  [30, 'mode', '1', 'automatic reclosing on'],
  [30, 'alarm', '0', 'automatic reclosing in progress'],
  [30, 'alarm', '0', 'VT circuit-breaker tripped'],
  [30, 'alarm', '0', 'teleprotection failed'],
  [30, 'trip', '0', 'distance protection start'],
  [30, 'trip', '0', 'distance protection trip zone 1'],
  [30, 'trip', '0', 'distance protection trip zone 2'],
  [30, 'trip', '0', 'earth-fault protection trip'],
  [30, 'trip', '0', 'overcurrent protection trip'],
  [30, 'trip', '0', 'breaker failure trip'],
  [38, 'event', '2', 'protection trip event'],
  [39, 'event', '0x03', 'protection start events'],
  [40, 'event', '0x01', 'protection output circuits'],
  [36, 'measurand', [108, 116, 2], 'voltage L12 kV'],
  [35, 'measurand', [80, 620, 0], 'current L1 A'],
  [35, 'measurand', [80, 620, 0], 'current L2 A'],
  [35, 'measurand', [80, 620, 0], 'current L3 A'],
  [34, 'measurand', [-0.6, 0.6, 4], 'active power / 150 MW'],
  [34, 'measurand', [-0.2, 0.2, 4], 'reactive power / 150 Mvar'],
  [36, 'measurand', [49.97, 50.03, 3], 'frequency Hz'],
  [36, 'measurand', [0.1, 60, 1], 'distance to fault km'],
  [37, 'counter', [100000, 900000, 0], 'active energy export MWh'],
  [37, 'counter', [100000, 900000, 0], 'active energy import MWh'],
];

const TRANSFORMER: readonly SignalTemplate[] = [
  ...BAY_CONTROL,
  [32, 'tap', [1, 19, 0], 'tap position'],
  [30, 'mode', '1', 'voltage regulation automatic'],
  [34, 'setpoint', [0.9, 0.99, 3], 'voltage set-point / 24 kV'],
  [33, 'state', '0x00000101', 'tap changer status word'],
  [33, 'output', '1', 'cooling stages'],
  [30, 'alarm', '0', 'tap changer motor tripped'],
  [30, 'alarm', '0', 'cooling failed'],
  [30, 'alarm', '0', 'oil level low'],
  [30, 'alarm', '0', 'oil temperature high'],
  [30, 'trip', '0', 'Buchholz alarm'],
  [30, 'trip', '0', 'Buchholz trip'],
  [30, 'trip', '0', 'differential protection trip'],
  [30, 'trip', '0', 'overcurrent protection trip'],
  [30, 'trip', '0', 'winding temperature trip'],
  [38, 'event', '2', 'differential trip event'],
  [35, 'measurand', [25, 70, 0], 'oil temperature C'],
  [35, 'measurand', [30, 85, 0], 'winding temperature C'],
  [36, 'measurand', [20.1, 21.2, 2], 'voltage 20 kV side kV'],
  [35, 'measurand', [100, 900, 0], 'current 20 kV side A'],
  [36, 'measurand', [2, 38, 2], 'active power MW'],
  [36, 'measurand', [-5, 12, 2], 'reactive power Mvar'],
  [21, 'measurand', [0.85, 0.99, 3], 'power factor'],
  [37, 'counter', [100000, 900000, 0], 'active energy MWh'],
];

const COUPLER: readonly SignalTemplate[] = [
  ...BAY_CONTROL,
  [30, 'alarm', '0', 'synchro-check blocked'],
  [30, 'trip', '0', 'busbar protection trip A'],
  [30, 'trip', '0', 'busbar protection trip B'],
  [36, 'measurand', [108, 116, 2], 'voltage busbar A kV'],
  [36, 'measurand', [108, 116, 2], 'voltage busbar B kV'],
  [34, 'measurand', [-0.3, 0.3, 4], 'transfer / 150 MW'],
];

const FEEDER_20: readonly SignalTemplate[] = [
  [31, 'breaker', '2', 'Q0 circuit-breaker'],
  [31, 'switch', '2', 'Q1 truck in service'],
  [31, 'earthing', '1', 'Q8 earthing switch'],
  [30, 'mode', '0', 'feeder control local'],
  [30, 'mode', '1', 'automatic reclosing on'],
  [30, 'alarm', '0', 'earth fault forward'],
  [30, 'alarm', '0', 'earth fault backward'],
  [30, 'alarm', '0', 'protection disturbed'],
  [30, 'trip', '0', 'overcurrent I> trip'],
  [30, 'trip', '0', 'short circuit I>> trip'],
  [38, 'event', '2', 'overcurrent event'],
  [35, 'measurand', [5, 280, 0], 'current L2 A'],
  [34, 'measurand', [0, 0.7, 4], 'active power / 10 MW'],
  [37, 'counter', [1000, 90000, 0], 'active energy MWh'],
];

const INFEED_20: readonly SignalTemplate[] = [
  ...BAY_CONTROL,
  [30, 'trip', '0', 'directional overcurrent trip'],
  [30, 'trip', '0', 'undervoltage trip'],
  [36, 'measurand', [20.1, 21.2, 2], 'voltage L12 kV'],
  [36, 'measurand', [100, 900, 1], 'current L2 A'],
  [36, 'measurand', [2, 28, 2], 'active power MW'],
  [36, 'measurand', [-4, 9, 2], 'reactive power Mvar'],
  [37, 'counter', [10000, 900000, 0], 'active energy MWh'],
];

const COMPENSATION_20: readonly SignalTemplate[] = [
  [31, 'breaker', '1', 'Q0 circuit-breaker'],
  [30, 'mode', '1', 'coil regulation automatic'],
  [32, 'tap', [1, 30, 0], 'coil position'],
  [36, 'setpoint', [20, 180, 1], 'coil current set-point A'],
  [30, 'alarm', '0', 'coil end position'],
  [30, 'alarm', '0', 'permanent earth fault'],
  [34, 'measurand', [0, 0.1, 4], 'neutral voltage / 12 kV'],
  [36, 'measurand', [20, 180, 1], 'coil current A'],
];

const UNIT_HYDRO: readonly SignalTemplate[] = [
  [31, 'breaker', '2', 'Q0 generator circuit-breaker'],
  [31, 'switch', '2', 'inlet valve'],
  [31, 'switch', '2', 'excitation breaker'],
  [30, 'mode', '1', 'unit control remote'],
  [30, 'mode', '1', 'primary control on'],
  [31, 'state', '2', 'unit running'],
  [30, 'alarm', '0', 'unit starting'],
  [30, 'alarm', '0', 'bearing oil level low'],
  [30, 'alarm', '0', 'governor oil pressure low'],
  [30, 'alarm', '0', 'cooling water failed'],
  [30, 'alarm', '0', 'brake applied'],
  [30, 'trip', '0', 'overspeed trip'],
  [30, 'trip', '0', 'generator differential trip'],
  [30, 'trip', '0', 'stator earth-fault trip'],
  [30, 'trip', '0', 'reverse power trip'],
  [30, 'trip', '0', 'emergency stop'],
  [38, 'event', '2', 'generator trip event'],
  [40, 'event', '0x01', 'generator trip circuits'],
  [35, 'raise', [20, 90, 0], 'guide vane opening %'],
  [36, 'setpoint', [5, 24, 1], 'active power set-point MW'],
  [35, 'setpoint', [-6, 10, 0], 'reactive power set-point Mvar'],
  [34, 'setpoint', [0.9, 0.99, 3], 'voltage set-point / 12 kV'],
  [36, 'measurand', [5, 24, 2], 'active power MW'],
  [36, 'measurand', [-6, 10, 2], 'reactive power Mvar'],
  [36, 'measurand', [10.2, 10.8, 2], 'terminal voltage kV'],
  [35, 'measurand', [200, 1300, 0], 'stator current A'],
  [35, 'measurand', [330, 336, 0], 'speed 1/min'],
  [35, 'measurand', [40, 95, 0], 'stator temperature C'],
  [35, 'measurand', [35, 70, 0], 'guide bearing temperature C'],
  [34, 'measurand', [0.01, 0.2, 4], 'shaft vibration / 1 mm'],
  [37, 'counter', [10000, 900000, 0], 'generated energy MWh'],
  [37, 'counter', [1000, 90000, 0], 'operating hours h'],
];

const WEIR: readonly SignalTemplate[] = [
  [31, 'switch', '1', 'gate'],
  [30, 'mode', '0', 'gate control local'],
  [32, 'tap', [0, 40, 0], 'gate position'],
  [30, 'alarm', '0', 'gate drive disturbed'],
  [30, 'alarm', '0', 'headwater level high'],
  [30, 'alarm', '0', 'trash rack blocked'],
  [36, 'measurand', [311.2, 312.4, 3], 'headwater level m'],
  [36, 'measurand', [294.1, 295.3, 3], 'tailwater level m'],
  [36, 'measurand', [40, 320, 1], 'discharge m3/s'],
];

/** The stations by the name of their IOA file. */
export const STATIONS = {
  'substation-110kv.csv': {
    title: 'Substation 110 kV: lines, transformers, bus coupler',
    bayLetter: 'E',
    common: SUPERVISION,
    bays: [LINE_110, TRANSFORMER, COUPLER, LINE_110, LINE_110],
  },
  'substation-20kv.csv': {
    title: 'Substation 20 kV: infeeds, feeders, earth-fault compensation',
    bayLetter: 'J',
    common: SUPERVISION,
    bays: [INFEED_20, FEEDER_20, FEEDER_20, COMPENSATION_20, FEEDER_20, FEEDER_20, FEEDER_20],
  },
  'hydro-plant.csv': {
    title: 'Hydro power plant: units, weir, outgoing line',
    bayLetter: 'G',
    common: SUPERVISION,
    bays: [UNIT_HYDRO, UNIT_HYDRO, WEIR, LINE_110, WEIR],
  },
} as const satisfies Record<string, StationTemplate>;

/** Name of an IOA file. */
export type DatabaseFile = keyof typeof STATIONS;
