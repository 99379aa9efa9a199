/** The points of an RTU as people see them. */
import { formatElements } from '../../codec/value-text.js';
import type { Image } from './image.js';
import { pointComment } from './signal-table.js';

/** A point as it is now. */
export interface PointState {
  /** 0…16777215. */
  readonly ioa: number;
  /** Type of the row that gives its first value; its changes go out as this type. */
  readonly typeId: number;
  /** Whether a station interrogation (counters: a general counter interrogation) reports it. */
  readonly interrogated: boolean;
  /** As in logs and lists. */
  readonly value: string;
  /** Quality words; empty: good. */
  readonly quality: string;
  readonly comment: string;
}

/** Points `from`…`from + count − 1` of an image, in the order of the file; fewer at its end. */
export function readPoints(image: Image, from: number, count: number): PointState[] {
  const { table } = image;
  const end = Math.min(table.points, from + count);
  const points: PointState[] = [];
  for (let point = from; point < end; point++) {
    const typeId = table.typeId[table.pointFirst[point]];
    points.push({
      ioa: table.pointIoa[point],
      typeId,
      interrogated: (table.pointGroups[point] & 1) !== 0,
      ...formatElements(table.pointType[point], image.elements(point)),
      comment: pointComment(table, point),
    });
  }
  return points;
}
