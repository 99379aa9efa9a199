/** The sections before the types: the device, the layers below, the lengths of addresses. */
import { blackBoxes, boxes, type FormSection } from './form-entries.js';

/** What a document says before its types. */
export const BEFORE_TYPES: readonly FormSection[] = [
  {
    id: 'device',
    title: 'System or device',
    parts: [
      {
        title: '',
        boxes: boxes(
          ['device.system', 'the definition of a whole system'],
          ['device.controlling', 'controlling station (master)'],
          ['device.controlled', 'controlled station (RTU)'],
        ),
      },
    ],
  },
  {
    id: 'lower-layers',
    title: 'Network, physical layer, link layer',
    note: 'Choices of serial lines; IEC 60870-5-104 has TCP/IP in their place.',
    parts: [
      {
        title: 'Network configuration',
        boxes: blackBoxes(
          ['network.point-to-point', 'point-to-point'],
          ['network.multiple-point-to-point', 'multiple point-to-point'],
          ['network.party-line', 'multipoint, party line'],
          ['network.star', 'multipoint, star'],
        ),
      },
      {
        title: 'Physical layer',
        boxes: blackBoxes(
          ['physical.v24', 'unbalanced circuit V.24/V.28, 100 to 9600 bit/s'],
          ['physical.x24', 'balanced circuit X.24/X.27, 2400 to 64,000 bit/s'],
        ),
      },
      {
        title: 'Link layer',
        boxes: blackBoxes(
          ['link.balanced', 'balanced transmission'],
          ['link.unbalanced', 'unbalanced transmission'],
        ),
      },
    ],
  },
  {
    id: 'application-layer',
    title: 'Application layer',
    parts: [
      {
        title: 'Transmission mode',
        boxes: boxes(['application.mode-1', 'mode 1: the octet with the lowest weight first']),
      },
      {
        title: 'Common address of ASDU (CA)',
        boxes: [...blackBoxes(['ca.one-octet', 'one octet']), ...boxes(['ca.two-octets', 'two octets'])],
      },
      {
        title: 'Information object address (IOA)',
        boxes: [
          ...blackBoxes(['ioa.one-octet', 'one octet'], ['ioa.two-octets', 'two octets']),
          ...boxes(
            ['ioa.three-octets', 'three octets'],
            ['ioa.structured', 'structured'],
            ['ioa.unstructured', 'unstructured'],
          ),
        ],
      },
      {
        title: 'Cause of transmission (COT)',
        boxes: [
          ...blackBoxes(['cot.one-octet', 'one octet']),
          ...boxes(['cot.two-octets', 'two octets, the second one the originator address (0: not used)']),
        ],
      },
      {
        title: 'Length of an APDU',
        settings: [
          { setting: 'apdu.monitor', text: 'monitor direction, at most', usual: 253, unit: 'octets' },
          { setting: 'apdu.control', text: 'control direction, at most', usual: 253, unit: 'octets' },
        ],
      },
    ],
  },
];
