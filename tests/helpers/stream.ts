export type Message = { event: string; id: string | undefined; data: unknown };
export type Stream = Awaited<ReturnType<typeof openStream>>;

/** Reads server-sent events one by one. `next` waits for one, and is null once the server has ended the stream. */
export function openStream(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let comments = 0;

  async function next(): Promise<Message | null> {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const block = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (!block.startsWith(':')) return parse(block);
        comments += 1;
        continue;
      }
      const read = await reader?.read().catch(() => undefined);
      if (!read || read.done) return null;
      rest += read.value;
    }
  }

  return {
    status: response.status,
    headers: response.headers,
    next,
    /** How many heartbeats `next` has passed over. */
    heartbeats: () => comments,
    close: async () => reader?.cancel(),
  };
}

function parse(block: string): Message {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
  const data: unknown = JSON.parse(fields.get('data') ?? 'null');
  return { event: fields.get('event') ?? 'message', id: fields.get('id'), data };
}
