/** The explanation of the part with the focus, and the list of all keys. */

import { columnsFor } from '../../monitor/rtu-columns.js';
import type { DashboardModel } from '../model/dashboard-model.js';
import { PARAMETERS } from '../model/parameters.js';
import type { PointField, PointsUi } from '../model/point-list.js';
import type { Focus } from '../model/ui.js';
import { type Explanation, explainDialog, type HelpLine, heading, line } from './explanation.js';

const GLOBAL_KEYS = '1-4 tabs  i send  x stop  ? keys  q quit';

const TOP: Readonly<Record<Exclude<Focus, 'body'>, Explanation>> = {
  index: {
    text: 'Index: all RTUs send the signals of this index at one instant; 0: all of them.',
    keys: 'Enter send (also beside a running send)  Tab next  Esc back',
  },
  duration: {
    text: 'Duration: seconds to send the index again and again; 0 or nothing: one pass.',
    keys: 'Enter send (also beside a running send)  Tab next  Esc back',
  },
  rtus: {
    text: 'RTU numbers: only these RTUs send, such as 101, 105-120; nothing: all RTUs.',
    keys: 'Enter send  Tab next  Esc back  (Space in the list chooses as well)',
  },
  waits: {
    text: 'Index 0 sends every row: without the waits and filters of the files, or with.',
    keys: 'Space changes  Enter send  Tab next  Esc back',
  },
  send: {
    text: 'Send starts the index send on all RTUs; while one runs it is Stop.',
    keys: `Enter press  Tab next  ${GLOBAL_KEYS}`,
  },
};

/** The explanation of the part with the focus. */
export function explain(model: DashboardModel): Explanation {
  const { ui } = model;
  if (ui.dialog !== undefined) return explainDialog(ui.dialog);
  if (ui.focus !== 'body') return TOP[ui.focus];
  switch (ui.tab) {
    case 1:
      return explainList(model);
    case 2:
      return explainCompare(model);
    case 3:
      return {
        text: 'Charts: newest at the right. Shard lag: how late its event loop came round.',
        keys: `${ui.throughput.lines > ui.throughput.room ? 'Up Down scroll' : 'Tab top line'}  ${GLOBAL_KEYS}`,
      };
    case 4:
      return explainLog(model);
  }
}

const POINT_FIELDS: Readonly<Record<PointField, Explanation>> = {
  find: {
    text: 'Find a point by its IOA, or by a part of its type or comment.',
    keys: 'Enter find  Up Down other matches  Esc done',
  },
  value: {
    text: 'Value as in an IOA file; quality words may follow (1 IV NT), else it stays.',
    keys: 'Enter send on all ports of the station  Esc as it was',
  },
  quality: {
    text: 'Quality words such as IV NT; nothing: good. The value stays.',
    keys: 'Enter send on all ports of the station  Esc as it was',
  },
};

function explainPoints({ field }: PointsUi): Explanation {
  if (field !== undefined) return POINT_FIELDS[field];
  return {
    text: 'Points as the RTU has them now; what is set goes out with COT 3.',
    keys: 'Enter value  u quality  t toggle  a again  / find  n N next  Esc back',
  };
}

function explainList({ engine, ui }: DashboardModel): Explanation {
  if (ui.points !== undefined) return explainPoints(ui.points);
  if (ui.list.finding) {
    return {
      text: 'Find an RTU by its No., port, RTU number or a part of its name.',
      keys: 'Enter done  Up Down other matches  Esc done',
    };
  }
  const column = columnsFor(engine.rtus).find(({ name }) => name === ui.list.column);
  const keys = 'Enter actions  s sort  / find';
  return { text: column?.help ?? '', keys: `${keys}  ${GLOBAL_KEYS}` };
}

function explainCompare({ ui }: DashboardModel): Explanation {
  const { part } = ui.compare;
  if (part === 'rtu') {
    return {
      text: 'The RTU that is shown here, with its parameters and its log.',
      keys: `Left Right other RTU  Tab next  ${GLOBAL_KEYS}`,
    };
  }
  if (part === 'restart') {
    return {
      text: 'Restart closes its connections and starts it with the parameters above.',
      keys: `Enter asks  Tab next  ${GLOBAL_KEYS}`,
    };
  }
  if (part === 'log') {
    return {
      text: 'Its log as it is written; follows its end until scrolled away.',
      keys: 'Arrows PgUp PgDn Home scroll  End follow  Tab next  ? keys  q quit',
    };
  }
  const parameter = PARAMETERS.find(({ name }) => name === part);
  return {
    text: parameter?.help ?? '',
    keys: 'Enter restart (asks first)  Esc as it was  Tab Up Down other  F2-F5 tabs',
  };
}

function explainLog({ ui }: DashboardModel): Explanation {
  if (ui.log.filtering) {
    return {
      text: 'Only lines about RTUs with this No., port, RTU number or part of the name.',
      keys: 'Enter done  Esc all RTUs',
    };
  }
  return {
    text: 'What happened in the program, newest last; follows its end until scrolled.',
    keys: 'l level  / RTU  Arrows PgUp PgDn Home scroll  End follow  ? keys  q quit',
  };
}

/** All keys, for `?`. */
export const KEY_HELP: readonly HelpLine[] = [
  heading('Everywhere'),
  line('1 2 3 4', 'RTUs, Compare, Throughput, Log (also F2 to F5)'),
  line('Tab, Shift-Tab', 'next, previous place'),
  line('i', 'index to send'),
  line('Enter', 'in the top line: send'),
  line('x', 'stop a running send'),
  line('R', 'read the ini file again: shows the changes, and asks'),
  line('Esc', 'back to the tab'),
  line('?', 'these keys'),
  line('q', 'quit, after a question'),
  line('Ctrl-C', 'end at once, in order'),
  heading('1 RTUs'),
  line('Up Down', 'previous, next RTU'),
  line('PgUp PgDn', 'a page'),
  line('Home End', 'first, last RTU'),
  line('Left Right', 'other column, explained at the bottom'),
  line('s', 'sort by the column; again: reversed'),
  line('/', 'find by No., port, RTU number or name'),
  line('n N', 'next, previous match'),
  line('Enter', 'actions: send, logs, IOA file, Compare, Restart'),
  line('Space', 'choose the RTU for sends, or not'),
  line('a b', 'show in Compare A, B'),
  line('f', 'a fault on purpose, on this RTU or those chosen'),
  line('p', 'points of the RTU: see and set them'),
  heading('Points of an RTU'),
  line('Enter, u', 'set value, set quality'),
  line('t a', 'toggle a single or double point; send it again'),
  line('/ n N', 'find by IOA, type, comment; next, previous match'),
  line('Esc', 'back to the RTUs'),
  heading('2 Compare'),
  line('Left Right', 'at the top: other RTU'),
  line('Tab Up Down', 'other field'),
  line('Enter', 'restart with the edited parameters'),
  line('Esc', 'the field as it was'),
  line('PgUp PgDn Home', 'in a log: scroll; End: follow again'),
  heading('3 Throughput'),
  line('Up Down PgUp PgDn', 'scroll, where the screen is too low'),
  heading('4 Log'),
  line('l', 'all lines; warnings and errors; errors'),
  line('/', 'lines of some RTUs only'),
  line('PgUp PgDn Home', 'scroll; End: follow again'),
  heading('Mouse'),
  line('click', 'tabs, fields, buttons, rows (again: actions)'),
  line('click a heading', 'sort by the column'),
  line('wheel', 'scroll'),
];
