/** The state of the user interface of the gateway. */
import {
  type CompareUi,
  type ListUi,
  type LogUi,
  newCompareUi,
  newListUi,
  newLogUi,
  type Ui,
} from '../../model/ui.js';

/** Number of the open tab: Groups, Compare, Log. */
export type GatewayTab = 1 | 2 | 3;

/** The masters of a group, in the place of the list of groups. */
export interface MastersUi {
  /** Slot of the group. */
  readonly slot: number;
  /** Number of the chosen connection, and its row when it was last drawn: if it has ended, the choice stays there. */
  connection: number;
  row: number;
  /** The column that the arrows have chosen, the first row on the screen, the rows that fitted. */
  column: string;
  top: number;
  room: number;
}

/** Everything that the user has chosen, typed and opened. */
export interface GatewayUi {
  tab: GatewayTab;
  list: ListUi;
  masters: MastersUi | undefined;
  compare: CompareUi;
  log: LogUi;
  dialog: Ui['dialog'];
  /** Shown at the bottom in place of the explanation, until the next key. */
  notice: Ui['notice'];
}

/** The masters' list of a group when it opens. */
export function newMastersUi(slot: number): MastersUi {
  return { slot, connection: -1, row: 0, column: 'peer', top: 0, room: 1 };
}

/** The state when the dashboard opens. */
export function newGatewayUi(groups: number): GatewayUi {
  return {
    tab: 1,
    list: newListUi('group'),
    masters: undefined,
    compare: newCompareUi(groups, 'group'),
    log: newLogUi(),
    dialog: undefined,
    notice: undefined,
  };
}
