/** What the tests use of parsers that come without types. */
declare module 'jsonld' {
  type Loaded = { document: unknown; documentUrl: string; contextUrl?: string };
  type Node = { '@id'?: string; '@type'?: string[]; '@value'?: unknown; '@list'?: Node[] } & Record<
    string,
    Node[]
  >;
  const jsonld: {
    expand(
      document: unknown,
      options: { documentLoader: (url: string) => Promise<Loaded>; safe?: boolean },
    ): Promise<Node[]>;
    toRDF(
      document: unknown,
      options: { documentLoader: (url: string) => Promise<Loaded>; safe?: boolean; format: string },
    ): Promise<string>;
  };
  export default jsonld;
}

declare module 'webvtt-parser' {
  export class WebVTTParser {
    /** Named characters: a few unless all of HTML's are given. */
    constructor(entities?: Record<string, string>);
    parse(
      text: string,
      mode: string,
    ): {
      cues: { id: string; startTime: number; endTime: number; text: string; tree: unknown }[];
      errors: { message: string; line: number }[];
    };
  }
}
