import { describe, expect, test } from 'vitest';
import { readCaptions } from '../../../server/episodes/caption-file.ts';
import { problem } from '../../../server/http/problems.ts';

const read = (text: string) => readCaptions(Buffer.from(text));
const words = (text: string) => read(`00:01.000 --> 00:02.000\n${text}`).map((cue) => cue.text);

describe('what is read', () => {
  test('WebVTT, with everything that is not said left out', () => {
    const file = [
      ...['WEBVTT Kind: captions; Language: es', 'X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0', ''],
      ...['STYLE', '::cue { color: peachpuff; }', '', 'REGION', 'id:fred width:40%', ''],
      ...[
        'NOTE una nota',
        'en dos líneas',
        '',
        'saludo',
        '00:00:01.000 --> 00:00:02.500 align:start line:0%',
      ],
      ...['- Buenos días.', '- Buenos días, profesora.', '', '01:04.750 --> 01:06.000', 'Abran el cuaderno.'],
    ];
    expect(read(file.join('\n'))).toEqual([
      { startMs: 1000, endMs: 2500, text: '- Buenos días.\n- Buenos días, profesora.' },
      { startMs: 64_750, endMs: 66_000, text: 'Abran el cuaderno.' },
    ]);
  });

  test.each(['\n', '\r\n', '\r'])('SRT, with lines ended by %j', (end) => {
    const file = [
      '1',
      '00:00:01,000 --> 00:00:02,500',
      'Uno',
      '',
      '2',
      '00:00:03,000 --> 00:00:04,000',
      'Dos',
    ];
    expect(read(file.join(end))).toEqual([
      { startMs: 1000, endMs: 2500, text: 'Uno' },
      { startMs: 3000, endMs: 4000, text: 'Dos' },
    ]);
  });

  const euro = '00:01,000 --> 00:02,000\n¿Cuánto? 3 €, niño';
  const utf16 = Buffer.from(euro, 'utf16le');
  test.each([
    ['UTF-8', Buffer.from(euro)],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${euro}`)],
    ['UTF-16', utf16],
    ['UTF-16 with its mark', Buffer.from(`\uFEFF${euro}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(utf16).swap16()],
    ['UTF-16 the other way round with its mark', Buffer.from(`\uFEFF${euro}`, 'utf16le').swap16()],
    ['Windows-1252', Buffer.from(euro.replace('€', '\x80'), 'latin1')],
  ])('%s', (_encoding, file) => {
    expect(readCaptions(file)).toEqual([{ startMs: 1000, endMs: 2000, text: '¿Cuánto? 3 €, niño' }]);
  });

  test.each([
    ['00:00:01,000 --> 00:00:02,000', 1000, 2000],
    ['1:02:03.004 --> 1:02:03.005', 3_723_004, 3_723_005],
    ['00:01.5 --> 00:02', 1500, 2000],
    ['  0:1,25-->0:2,5  X1:40 X2:600', 1250, 2500],
    ['99:59:59.999 --> 99:59:59.9991', null, null],
  ])('the time %s', (line, startMs, endMs) => {
    const cues = read(`00:00.000 --> 00:00.100\nsí\n\n${line}\nno`);
    expect(cues.slice(1)).toEqual(startMs === null ? [] : [{ startMs, endMs, text: 'no' }]);
  });

  test('cues that overlap, or come in any order, in order of time', () => {
    const file = '00:05.000 --> 00:09.000\nB\n\n00:01.000 --> 00:06.000\nA\n\n00:05.000 --> 00:06.000\nC';
    expect(read(file).map((cue) => cue.text)).toEqual(['A', 'B', 'C']);
  });

  test('a cue after which the empty line was forgotten', () => {
    const file = '1\n00:01,0 --> 00:02,0\nUno\n2\n00:02,0 --> 00:03,0\nDos\n00:03,0 --> 00:04,0\nTres';
    expect(read(file).map((cue) => cue.text)).toEqual(['Uno', 'Dos', 'Tres']);
  });

  test('what is wrong is passed over, as long as something can be read', () => {
    const file =
      '00:02.000 --> 00:01.000\nal revés\n\n00:61.000 --> 00:62.000\nno hay\n\n00:01.000 --> 00:02.000\nbien\n\n' +
      '00:03.000 --> 00:04.000\n<i></i>\n';
    expect(read(file)).toEqual([{ startMs: 1000, endMs: 2000, text: 'bien' }]);
  });
});

describe('plain words', () => {
  test.each([
    ['<i>Uno</i>, <b>dos</b> y <font color="#fff">tres</font>', 'Uno, dos y tres'],
    ['{\\an8}{\\i1}Arriba{\\i0}', 'Arriba'],
    ['<c.amarillo.fuerte>Uno</c> <00:00:01.500>dos', 'Uno dos'],
    ['<v Ana Rojas>¿Cuántos son?</v>', 'Ana Rojas: ¿Cuántos son?'],
    ['<v.fuerte Ana>Hola</v> <lang en>bye</lang>', 'Ana: Hola bye'],
    ['3 &lt; 4 &amp; 5 &gt; 4&nbsp;&quot;sí&quot;', '3 < 4 & 5 > 4 "sí"'],
    ['3 < 4 y 5 > 4, {a} y <nada>', '3 < 4 y 5 > 4, {a} y <nada>'],
    ['mira --> allá', 'mira --> allá'],
    ['&amp;lt;', '&lt;'],
    ['a\0b\t  c ', 'ab c'],
  ])('%s', (text, plain) => {
    expect(words(text)).toEqual([plain]);
  });
});

describe('what is refused', () => {
  const cue = '00:01.000 --> 00:02.000\nsí\n\n';
  test.each([
    ['nothing', '', 1],
    ['a header alone', 'WEBVTT\n\n', 1],
    ['a text', '\n\nquerida profesora:\n', 3],
    ['a cue without a time', 'WEBVTT\n\n1\nhola\n', 4],
    ['times that make no sense', '1\n00:00:02,000 --> 00:00:01,000\nhola\n', 2],
    ['a picture', '\xff\xd8\xff\xe0\0\x10JFIF', 1],
    ['more cues than anybody says', cue.repeat(10_001), 30_001],
  ])('%s, with the first line that is wrong', (_what, text, line) => {
    expect(() => read(text)).toThrow(problem('captions_unreadable', { line }));
  });

  test('10,000 cues are not too many', () => {
    expect(read(cue.repeat(10_000))).toHaveLength(10_000);
  });

  // In time: an expression that looks ahead again at every step would need minutes.
  test.each(['{\\', '<v ', '<', '<v', ' ', '0', '&', '00:', '-->', '\n', '<font ', '<0', '<b.'])(
    '2 MiB of %j are a file like any other',
    (piece) => {
      const long = piece.repeat((2 * 1024 ** 2) / piece.length);
      expect(() => read(long)).toThrow(problem('captions_unreadable', { line: 1 }));
      expect(words(`x${long}`)).toHaveLength(1);
    },
    20_000,
  );
});
