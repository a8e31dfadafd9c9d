// Prometheus's HTTP API on the page's own origin: few requests at a time, each with a deadline.

const CONCURRENT = 4;
const DEADLINE = 10_000;
const LARGEST_ANSWER = 24_000_000;

/** Why there is no answer: `refused` by Prometheus with its own words, or `unreachable`. */
class QueryError extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/** The API's address for a page's path: what stands before `/user/` is Prometheus's route prefix. */
export const apiBase = (pathname) => {
  const at = pathname.indexOf("/user/");
  return `${at < 0 ? "" : pathname.slice(0, at)}/api/v1/`;
};

export class Prometheus {
  #running = 0;
  #waiting = [];
  #shared = new Map();

  /** `onAnswer` hears of every answer, also of a refusal: the server is there. */
  constructor(base, onAnswer = () => {}) {
    this.base = base;
    this.onAnswer = onAnswer;
  }

  instant = (query, time, signal) => this.get("query", { query, time: time / 1000 }, signal);
  range = (query, { from, to }, step, signal) =>
    this.get("query_range", { query, start: from / 1000, end: to / 1000, step: step / 1000 }, signal);
  alerts = (signal) => this.get("alerts", {}, signal);

  /** The `data` of an answer. The same request asked twice at a time is sent once. */
  async get(path, parameters, signal) {
    const url = `${this.base}${path}?${new URLSearchParams(Object.entries(parameters).flatMap(
      ([name, value]) => [value].flat().map((each) => [name, each])))}`;
    // Shared only with who gives up at the same moment.
    const under = this.#shared.get(url);
    if (under?.signal === signal) return under.answer;
    const answer = this.#inTurn(url, signal).finally(() => {
      if (this.#shared.get(url)?.answer === answer) this.#shared.delete(url);
    });
    this.#shared.set(url, { signal, answer });
    return answer;
  }

  /** The server's own clock in milliseconds, asked past the queue. */
  async time(deadline) {
    const data = await this.#send(`${this.base}query?query=time()`, undefined, deadline);
    return Number(data.result[1]) * 1000;
  }

  async #inTurn(url, signal) {
    if (this.#running >= CONCURRENT) await new Promise((go) => this.#waiting.push(go));
    else this.#running += 1;
    try {
      signal?.throwIfAborted();
      return await this.#send(url, signal, DEADLINE);
    } finally {
      // The place goes to the next in line, or is free.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  async #send(url, signal, deadline) {
    const late = AbortSignal.timeout(deadline);
    let answer;
    try {
      answer = await again(async () => JSON.parse(await bounded(await fetch(url, { signal: signal ? AbortSignal.any([signal, late]) : late, cache: "no-store" }))));
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error instanceof QueryError) throw error;
      throw new QueryError("unreachable", late.aborted ? `no answer within ${deadline / 1000} s` : "Prometheus does not answer");
    }
    this.onAnswer();
    if (answer.status === "success") return answer.data;
    throw new QueryError("refused", answer.error ?? "Prometheus gave no reason");
  }
}

/**
 * Does it once more when the network failed under it: a browser gives up all requests when any interface comes or goes, as
 * containers make them do.
 */
export async function again(request) {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await new Promise((go) => setTimeout(go, 200));
    return request();
  }
}

/** The text of a response, which ends early when it grows past all measure. */
async function bounded(response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > LARGEST_ANSWER) {
      await reader.cancel();
      throw new QueryError("refused", `the answer is larger than ${LARGEST_ANSWER / 1e6} MB: narrow the query or the time range`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
