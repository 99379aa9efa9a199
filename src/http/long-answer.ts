import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { AnswerDesk, Making } from './answer-desk.js';
import { refuseBusy } from './refusal.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends an answer that takes long to make, as it is shared by all who ask for it at the time. */
export async function sendLong(
  desk: AnswerDesk,
  name: string,
  make: Making,
  reply: FastifyReply,
  type = JSON_TYPE,
): Promise<FastifyReply> {
  const answer = await desk.ask(name, make);
  if (answer === undefined) return refuseBusy(reply, 'too many requests wait for long answers');
  const stream = Readable.from(answer.parts());
  stream.once('close', () => answer.release());
  return reply.type(type).header('content-length', answer.octets).send(stream);
}
