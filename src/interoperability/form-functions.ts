/** The section of the basic application functions. */
import { blackBoxes, boxes, type FormSection } from './form-entries.js';

const GROUPS = Array.from(
  { length: 16 },
  (_, i) => [`interrogation.group-${i + 1}`, `group ${i + 1}`] as const,
);
const COUNTER_GROUPS = [1, 2, 3, 4].map((n) => [`counters.group-${n}`, `request of group ${n}`] as const);

/** What the application layer does. */
export const FUNCTIONS: FormSection = {
  id: 'functions',
  title: 'Basic application functions',
  parts: [
    {
      title: 'Station initialization',
      boxes: boxes(['initialization.remote', 'remote initialization (reset process)']),
    },
    {
      title: 'Cyclic, read, spontaneous',
      boxes: boxes(
        ['cyclic', 'cyclic data transmission'],
        ['read', 'read procedure'],
        ['spontaneous', 'spontaneous transmission'],
        ['background', 'background scan'],
      ),
    },
    {
      title: 'Double transmission',
      note: 'One change of a point is sent twice, without and with a time tag.',
      boxes: boxes(
        ['double.1', 'single point'],
        ['double.3', 'double point'],
        ['double.5', 'step position'],
        ['double.7', 'bitstring of 32 bits'],
        ['double.9', 'normalized value'],
        ['double.11', 'scaled value'],
        ['double.13', 'short floating point number'],
      ),
    },
    { title: 'Station interrogation', boxes: boxes(['interrogation.global', 'global'], ...GROUPS) },
    {
      title: 'Clock synchronization',
      boxes: boxes(
        ['clock-sync', 'clock synchronization'],
        ['clock-sync.day-of-week', 'time tags have the day of the week'],
        ['clock-sync.genuine', 'time tags say whether the time is substituted (RES1)'],
        ['clock-sync.summer', 'time tags say summer time (SU)'],
      ),
    },
    {
      title: 'Command transmission',
      boxes: boxes(
        ['command.direct', 'direct command'],
        ['command.direct-set-point', 'direct set-point command'],
        ['command.select', 'select and execute command'],
        ['command.select-set-point', 'select and execute set-point command'],
        ['command.set-point-end', 'activation termination (COT 10) of set-point commands'],
        ['command.no-definition', 'qualifier: no additional definition'],
        ['command.short', 'qualifier: short pulse'],
        ['command.long', 'qualifier: long pulse'],
        ['command.persistent', 'qualifier: persistent output'],
        ['command.delay', 'the delay of time-tagged commands is supervised'],
      ),
      settings: [
        {
          setting: 'command_age',
          text: 'longest delay of a time-tagged command',
          usual: 0,
          unit: 's',
          remark: '0: not supervised',
        },
      ],
    },
    {
      title: 'Integrated totals',
      boxes: boxes(
        ['counters.mode-a', 'mode A: frozen by the RTU, sent spontaneously'],
        ['counters.mode-b', 'mode B: frozen by the RTU, read by counter interrogation'],
        ['counters.mode-c', 'mode C: frozen and read by counter interrogation'],
        ['counters.mode-d', 'mode D: frozen by counter interrogation, sent spontaneously'],
        ['counters.read', 'read'],
        ['counters.freeze', 'freeze without reset'],
        ['counters.freeze-reset', 'freeze with reset'],
        ['counters.reset', 'reset'],
        ['counters.general', 'general request'],
        ...COUNTER_GROUPS,
      ),
    },
    {
      title: 'Parameters',
      boxes: boxes(
        ['parameter.threshold', 'loading: threshold value'],
        ['parameter.smoothing', 'loading: smoothing factor'],
        ['parameter.low-limit', 'loading: low limit'],
        ['parameter.high-limit', 'loading: high limit'],
        ['parameter.activation', 'activation of the cyclic transmission of an object'],
      ),
    },
    { title: 'Test procedure', boxes: boxes(['test', 'test procedure']) },
    {
      title: 'File transfer',
      boxes: boxes(
        ['file.monitor', 'monitor direction: transparent file'],
        ['file.disturbance', 'monitor direction: disturbance data of protection'],
        ['file.events', 'monitor direction: sequences of events'],
        ['file.values', 'monitor direction: recorded analogue values'],
        ['file.control', 'control direction: transparent file'],
      ),
    },
    {
      title: 'Transmission delay',
      boxes: blackBoxes(['delay', 'acquisition of the transmission delay']),
    },
  ],
};
