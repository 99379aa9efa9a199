/** What the pages for `man` say besides the table of commands, written by hand. */

/** The parts of a page; each absent part is left out of the page. */
export interface ManParts {
  /** For the list of pages (`whatis`); absent: the summary of the table. */
  readonly summary?: string;
  /** Paragraphs behind the description of the table. */
  readonly description?: readonly string[];
  readonly files?: readonly (readonly [name: string, text: string])[];
  readonly environment?: readonly (readonly [name: string, text: string])[];
  /** Where the notes of the table have no line with exit codes. */
  readonly exitStatus?: readonly (readonly [code: string, text: string])[];
  /** What it shows, and the lines to type. */
  readonly examples?: readonly (readonly [text: string, ...typed: string[]])[];
}

const TOKEN = [
  'IEC104RS_API_TOKEN',
  'bearer token of the HTTP API, where neither --api-token nor --api-token-file is given',
] as const;
const BROWSER = [
  'IEC104RS_BROWSER',
  'the Chromium, Chrome or Edge that prints .pdf reports, where it is not in the usual places',
] as const;
const LANGUAGE = [
  'LC_ALL, LC_NUMERIC, LANG',
  'the language of the spreadsheet for which --csv excel writes: decimal sign and separator',
] as const;
const SIMULATOR_STATUS = [
  ['0', 'all is well; after a signal too'],
  ['1', 'configuration: a file, a port or a path does not allow a start; or a fault of the program'],
  ['2', 'usage'],
  ['3', 'a limit was missed or could not be judged, or a walk from end to end is not PASS'],
] as const;
const SIMULATOR_FILES = [
  ['iec104rs.csv', 'the RTUs, one a row: the ini file, unless -i names another'],
  ['data/', 'the IOA files: the signals of the RTUs'],
  ['log/', 'the logs: iec104rs.log, and CSV files for every RTU'],
] as const;
const GATEWAY: ManParts = {
  files: [
    ['iec104mm2ss.csv', 'the groups, one a row: the ini file, unless -i names another'],
    ['log/', 'the logs: one of the program, and CSV files for every group'],
  ],
  environment: [TOKEN, LANGUAGE],
  exitStatus: [
    ['0', 'all is well; after a signal too'],
    [
      '1',
      'the file has no group, or a path or a port cannot be used; with --check it has an error, with --strict a finding',
    ],
    ['2', 'usage'],
  ],
};

/** By the name of the page. A command without a row has a page from the table alone. */
export const MAN_PARTS: Readonly<Record<string, ManParts>> = {
  iec104rs: {
    summary: 'IEC 60870-5-104 RTU simulator for tests of SCADA front-ends',
    description: [
      'Each row of the ini file is an RTU (controlled station) that listens on a port of its own, and waits for a master (controlling station). It answers interrogations, commands and clock synchronisations, and sends what its IOA file says: on a key of the dashboard, by --send, by a load profile or over HTTP.',
      'On a terminal there is a dashboard; ? shows its keys, q ends the program. Without a terminal, or with --headless, events go to standard error, and only the summary of a run with its verdict to standard output.',
      'Paths are taken from the folder where the program starts. `iec104rs init` makes a folder of your own with sample files.',
    ],
    files: SIMULATOR_FILES,
    environment: [TOKEN, BROWSER, LANGUAGE],
    exitStatus: SIMULATOR_STATUS,
    examples: [
      [
        'Make a folder with sample files, look whether they load, and start:',
        'iec104rs init my-rtus',
        'cd my-rtus',
        'iec104rs --check',
        'iec104rs',
      ],
      [
        'Send index 1 for a minute once all masters are there, and judge it:',
        'iec104rs --headless --send 1:60 --exit-after-send \\',
        '    --limit lost=0 --limit ack-p99=500ms --report run.html',
      ],
      ['Try it without a front-end:', 'iec104rs demo'],
    ],
  },
  'iec104rs-addresses': {
    examples: [
      [
        'Which addresses are missing, the commands for them, and all of it done:',
        'iec104rs addresses -i iec104rs.csv',
        'iec104rs addresses -i iec104rs.csv --print',
        'sudo iec104rs addresses -i iec104rs.csv --add',
      ],
    ],
  },
  'iec104rs-compare': {
    examples: [
      [
        'What was sent against what the front-end received:',
        'iec104rs --send 1 --exit-after-send --sent-list sent.csv',
        'iec104rs compare sent.csv events.csv --out differences.csv',
      ],
      [
        'A list with words for values, in another time zone:',
        "iec104rs compare sent.csv events.csv --value-map 'OFF=1,ON=2' --time-zone UTC",
      ],
    ],
  },
  'iec104rs-completion': {
    files: [
      [
        '/usr/share/bash-completion/completions/iec104rs',
        'where the Debian package has put the script for bash',
      ],
      ['/usr/share/zsh/vendor-completions/_iec104rs', 'where it has put the one for zsh'],
    ],
    exitStatus: [
      ['0', 'the script is printed'],
      ['2', 'usage'],
    ],
    examples: [
      ['For bash, from the next window on:', "echo 'source <(iec104rs completion bash)' >> ~/.bashrc"],
    ],
  },
  'iec104rs-demo': {
    files: SIMULATOR_FILES,
    environment: [TOKEN, BROWSER, LANGUAGE],
    exitStatus: SIMULATOR_STATUS,
    examples: [
      ['153 RTUs, each with a master:', 'iec104rs demo'],
      ['The gateway with 20 RTUs and five masters of each:', 'iec104rs demo --gateway'],
    ],
  },
  'iec104rs-gateway': {
    ...GATEWAY,
    examples: [
      [
        'Look whether the file loads, then start:',
        'iec104rs gateway -i groups.csv --check',
        'iec104rs gateway -i groups.csv',
      ],
    ],
  },
  iec104mm2ss: {
    summary: 'IEC 60870-5-104 gateway: many masters to one RTU',
    ...GATEWAY,
    examples: [
      [
        'As a service: no dashboard, and the logs beside the ini file:',
        'iec104mm2ss -c -i /etc/iec104mm2ss/iec104mm2ss.csv',
      ],
    ],
  },
  'iec104rs-init': {
    examples: [
      ['A folder of your own, and its first start:', 'iec104rs init my-rtus', 'cd my-rtus', 'iec104rs'],
    ],
  },
  'iec104rs-interoperability': {
    examples: [
      [
        'The list of one RTU as a page and as JSON:',
        'iec104rs interoperability --rtu 1 -o rtu1.html -o rtu1.json',
      ],
      ['Every difference from the list of the master:', 'iec104rs interoperability --against master.json'],
    ],
  },
  'iec104rs-master': {
    environment: [LANGUAGE],
    examples: [
      [
        'Connect to every RTU of a file, interrogate all, and count for a minute:',
        'iec104rs master -i iec104rs.csv --gi --clock --seconds 60',
      ],
      [
        'A good front-end with a standby server that fails over after 30 seconds:',
        'iec104rs master --behave well,fail=30',
      ],
    ],
  },
  'iec104rs-report-build': {
    environment: [BROWSER],
    examples: [
      [
        'A page and a PDF from the JSON of a run, with a title page and remarks:',
        'iec104rs report build run.json --cover cover.csv --remarks remarks.csv \\',
        '    --report day.html --report day.pdf',
      ],
    ],
  },
  'iec104rs-test': {
    files: [
      ['roles.csv', 'which index or point of your files a test sends; beside the ini file, or --roles'],
      ['test-book.html', 'the report of --all, unless --report names another'],
    ],
    environment: [LANGUAGE],
    examples: [
      [
        'The tests, then one with its own example, then all with your files:',
        'iec104rs test',
        'iec104rs test avalanche',
        'iec104rs test --all -i iec104rs.csv --report day.html',
      ],
    ],
  },
};
