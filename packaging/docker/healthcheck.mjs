/**
 * Asks the API of the program in this container for its status: exit code 0 when it answers, else 1 and one line that says why.
 * HEALTH_URL: another address. The token is in IEC104RS_API_TOKEN, or in the file HEALTH_TOKEN_FILE.
 */
import { readFileSync } from 'node:fs';

const {
  HEALTH_URL: url = 'http://127.0.0.1:8104/api/status',
  HEALTH_TOKEN_FILE: file = '/run/secrets/iec104rs_token',
  IEC104RS_API_TOKEN: given,
} = process.env;

/** The header with the token; none where the file is not there: on loopback the API needs none. */
function headers() {
  if (given) return { authorization: `Bearer ${given}` };
  try {
    const token = readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .trim();
    return token === '' ? {} : { authorization: `Bearer ${token}` };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {};
    throw error;
  }
}

try {
  const answer = await fetch(url, { headers: headers(), signal: AbortSignal.timeout(5000) });
  const text = await answer.text();
  if (answer.status !== 200)
    throw new Error(`found status ${answer.status}, expected 200: ${text.slice(0, 200)}`);
} catch (error) {
  const { message, cause } = /** @type {Error} */ (error);
  console.error(`${url}: ${cause instanceof Error && cause.message !== '' ? cause.message : message}`);
  process.exitCode = 1;
}
