/** The explanation of the part with the focus, and the list of all keys. */
import { type Explanation, explainDialog, type HelpLine, heading, line } from '../../view/explanation.js';
import type { GatewayModel } from '../model/gateway-model.js';
import type { MastersUi } from '../model/gateway-ui.js';
import { GROUP_FIELDS } from '../model/group-fields.js';
import { GROUP_COLUMNS } from './group-table.js';
import { MASTER_COLUMNS } from './masters.js';

const GLOBAL_KEYS = '1-3 tabs  ? keys  q quit';

/** The explanation of the part with the focus. */
export function explainGateway({ ui }: GatewayModel): Explanation {
  if (ui.dialog !== undefined) return explainDialog(ui.dialog);
  switch (ui.tab) {
    case 1:
      return ui.masters === undefined ? explainGroups(ui) : explainMasters(ui.masters);
    case 2:
      return explainCompare(ui.compare.part);
    case 3:
      return explainLog(ui.log);
  }
}

function explainGroups({ list }: GatewayModel['ui']): Explanation {
  if (list.finding) {
    return {
      text: 'Find a group by its number, port, RTU, or a part of its name or an address.',
      keys: 'Enter done  Up Down other matches  Esc done',
    };
  }
  const column = GROUP_COLUMNS.find(({ name }) => name === list.column);
  return {
    text: column?.help ?? '',
    keys: `Enter actions  m masters  s sort  / find  ${GLOBAL_KEYS}`,
  };
}

function explainMasters({ column }: MastersUi): Explanation {
  return {
    text: MASTER_COLUMNS.find(({ name }) => name === column)?.help ?? '',
    keys: `c close its connection  Left Right column  Esc back  ${GLOBAL_KEYS}`,
  };
}

function explainCompare(part: string): Explanation {
  if (part === 'group') {
    return {
      text: 'The group that is shown here, with its fields, its figures and its log.',
      keys: `Left Right other group  Tab next  ${GLOBAL_KEYS}`,
    };
  }
  if (part === 'restart') {
    return {
      text: 'Restart closes its connections and starts it with the fields above.',
      keys: `Enter asks  Tab next  ${GLOBAL_KEYS}`,
    };
  }
  if (part === 'log') {
    return {
      text: 'Its log as it is written; follows its end until scrolled away.',
      keys: 'Arrows PgUp PgDn Home scroll  End follow  Tab next  ? keys  q quit',
    };
  }
  return {
    text: GROUP_FIELDS.find(({ name }) => name === part)?.help ?? '',
    keys: 'Enter restart (asks first)  Esc as it was  Tab Up Down other  F2-F4 tabs',
  };
}

function explainLog({ filtering }: GatewayModel['ui']['log']): Explanation {
  if (filtering) {
    return {
      text: 'Only lines about groups with this number, port, RTU, part of name or address.',
      keys: 'Enter done  Esc all groups',
    };
  }
  return {
    text: 'What happened in the program, newest last; follows its end until scrolled.',
    keys: 'l level  / group  Arrows PgUp PgDn Home scroll  End follow  ? keys  q quit',
  };
}

/** All keys, for `?`. */
export const GATEWAY_KEYS: readonly HelpLine[] = [
  heading('Everywhere'),
  line('1 2 3', 'Groups, Compare, Log (also F2 to F4)'),
  line('?', 'these keys'),
  line('q', 'quit, after a question'),
  line('Ctrl-C', 'end at once, in order'),
  heading('1 Groups'),
  line('Up Down', 'previous, next group'),
  line('PgUp PgDn', 'a page'),
  line('Home End', 'first, last group'),
  line('Left Right', 'other column, explained at the bottom'),
  line('s', 'sort by the column; again: reversed'),
  line('/', 'find by number, port, RTU, name or address'),
  line('n N', 'next, previous match'),
  line('Enter', 'actions: masters, log, Compare, Restart'),
  line('m', 'the masters of the group'),
  line('a b', 'show in Compare A, B'),
  heading('Masters of a group'),
  line('c, Enter', 'close the connection of the master, after a question'),
  line('Left Right', 'other column, explained at the bottom'),
  line('Esc', 'back to the groups'),
  heading('2 Compare'),
  line('Left Right', 'at the top: other group'),
  line('Tab Up Down', 'other field; Shift-Tab: the one before'),
  line('Enter', 'restart with the edited fields'),
  line('Esc', 'the field as it was'),
  line('PgUp PgDn Home', 'in a log: scroll; End: follow again'),
  heading('3 Log'),
  line('l', 'all lines; warnings and errors; errors'),
  line('/', 'lines of some groups only'),
  line('PgUp PgDn Home', 'scroll; End: follow again'),
  heading('Mouse'),
  line('click', 'tabs, fields, buttons, rows (again: actions)'),
  line('click a heading', 'sort by the column'),
  line('wheel', 'scroll'),
];
