/** A row of a reaction file with everything that it names looked up, for one RTU number. */

import { formatQuality } from '../../codec/elements.js';
import { typeOf } from '../../codec/types.js';
import { commandRecord } from '../../reactions/new-value.js';
import type {
  NewQuality,
  NewValue,
  Occurrence,
  Operand,
  ReactionInstance,
  Source,
} from '../../reactions/plan.js';
import { elementsOf, isSwitch, qualityOf } from '../../reactions/point-value.js';
import { applyCommand } from '../../station/requests/command-effect.js';
import { COMMAND_STATES, PhraseResolver, type TellFault } from './phrase-resolver.js';
import type { NamedPlace, NamedValue } from './phrases.js';
import type { PlaceFinder } from './place-finder.js';
import type { NamedRow, ReactionColumn } from './reaction-rows.js';

const OWN_EXPECTED = 'RTU numbers, or all: a point or command of the row does not name its RTU';

/** Whether the row needs an RTU number of its own. */
export function namesOwn({ when, conditions, unless, target, value }: NamedRow): boolean {
  const places = [...when, ...conditions, ...unless].map(({ place }) => place);
  if (value?.source.from === 'point') places.push(value.source.place);
  for (const { operand } of value?.steps ?? []) if (typeof operand !== 'number') places.push(operand);
  if (target !== undefined) places.push(target);
  return places.some(({ rtuNumber }) => rtuNumber === undefined);
}

/** The row for the RTU number `own`; `undefined`: something is wrong, and was told. */
export function resolveRow(
  row: NamedRow,
  own: number,
  finder: PlaceFinder,
  tell: TellFault<ReactionColumn>,
): ReactionInstance | undefined {
  if (own === 0 && namesOwn(row)) {
    tell('RTUs', OWN_EXPECTED);
    return undefined;
  }
  const resolver = new RowResolver(own, finder, tell);
  const when = row.when.flatMap((one) => resolver.occurrence(one, 'when'));
  const conditions = row.conditions.flatMap((one) => resolver.condition(one, 'and if'));
  const unless = row.unless.flatMap((one) => resolver.occurrence(one, 'unless'));
  const target = row.target === undefined ? undefined : resolver.point(row.target, 'point');
  const value =
    target === undefined || row.value === undefined
      ? undefined
      : resolver.value(row.value, row.quality, target, when);
  if (!row.isSound || !resolver.isSound || target === undefined || value === undefined) return undefined;
  return { own, when, conditions, unless, target, value };
}

class RowResolver extends PhraseResolver<ReactionColumn> {
  value(
    { source: named, steps: namedSteps }: NamedValue,
    quality: NewQuality,
    target: number,
    when: readonly Occurrence[],
  ): NewValue | undefined {
    const { pointType } = this.finder.points[target];
    const source = this.source(named, target, when);
    const steps = namedSteps.map(({ by, operand }) => ({ by, operand: this.operand(operand) }));
    if (steps.length > 0 && isSwitch(pointType))
      this.wrong('becomes', `no calculation: ${typeOf(pointType).mnemonic} is on or off`);
    this.quality(quality, pointType, source);
    return source === undefined ? undefined : { source, steps };
  }

  private quality(quality: NewQuality, pointType: number, source: Source | undefined): void {
    if (quality === 'copied' && source !== undefined && source.from !== 'point')
      this.wrong('quality', 'copied only where the value is that of a point');
    const bits = typeof quality === 'number' ? quality & ~qualityOf(pointType) : 0;
    if (bits !== 0)
      this.wrong('quality', `no ${formatQuality(bits)}: ${typeOf(pointType).mnemonic} can't have it`);
  }

  private source(
    named: NamedValue['source'],
    target: number,
    when: readonly Occurrence[],
  ): Source | undefined {
    const { pointType } = this.finder.points[target];
    switch (named.from) {
      case 'itself':
        return { from: 'point', point: target, opposite: false };
      case 'state': {
        const number = this.state(named.state, pointType, 'becomes');
        return number === undefined ? undefined : { from: 'number', number };
      }
      case 'command':
        this.commandable(named.opposite, pointType, when);
        return named;
      case 'point': {
        const point = this.point(named.place, 'becomes');
        if (point === undefined) return undefined;
        const from = this.finder.points[point].pointType;
        if (isSwitch(from) !== isSwitch(pointType) || (named.opposite && !isSwitch(pointType)))
          this.wrong(
            'becomes',
            `a point of the same kind: ${typeOf(from).mnemonic} is no source for ${typeOf(pointType).mnemonic} here`,
          );
        return { from: 'point', point, opposite: named.opposite };
      }
    }
  }

  private operand(named: number | NamedPlace): Operand {
    if (typeof named === 'number') return { number: named };
    const point = this.point(named, 'becomes') ?? 0;
    const type = this.finder.points[point]?.pointType;
    if (type !== undefined && isSwitch(type))
      this.wrong('becomes', `a measured point to calculate with; ${typeOf(type).mnemonic} is on or off`);
    return { point };
  }

  /** Whether every command that begins the row can be carried out on the target. */
  private commandable(opposite: boolean, pointType: number, when: readonly Occurrence[]): void {
    for (const one of when) {
      if (one.on !== 'command') {
        this.wrong('becomes', 'as commanded only where a command begins the row');
        return;
      }
      const { typeId } = one;
      const mnemonic = typeOf(typeId).mnemonic;
      const states = COMMAND_STATES[typeOf(typeId).elements[0]];
      if (opposite && states === undefined) this.wrong('becomes', `no opposite: ${mnemonic} has none`);
      const sample = { typeId, value: one.value ?? states?.on ?? states?.higher ?? 0 };
      const elements = elementsOf(pointType, { value: 0, quality: 0 });
      const effect = applyCommand(
        typeOf(typeId).untimedId,
        commandRecord(sample, opposite),
        pointType,
        elements,
      );
      if ('refused' in effect) this.wrong('becomes', `a point that the command can move: ${effect.refused}`);
    }
  }
}
