import { hows, whats } from '../coding/contract.ts';

/** The parts of an ELAN document that are the same in each: its kinds of tiers, its languages and its vocabularies. */
export const linguisticTypes = [
  { '@LINGUISTIC_TYPE_ID': 'comment', '@TIME_ALIGNABLE': 'true', '@GRAPHIC_REFERENCES': 'false' },
  ...(['what', 'how'] as const).map((axis) => ({
    ...{ '@LINGUISTIC_TYPE_ID': axis, '@TIME_ALIGNABLE': 'false', '@GRAPHIC_REFERENCES': 'false' },
    ...{ '@CONSTRAINTS': 'Symbolic_Association', '@CONTROLLED_VOCABULARY_REF': axis },
  })),
];

export const languages = [
  { '@LANG_ID': 'eng', '@LANG_LABEL': 'English (eng)' },
  { '@LANG_ID': 'spa', '@LANG_LABEL': 'Spanish (spa)' },
];

/** ELAN knows these four; each document names them. */
export const constraints = [
  {
    '@STEREOTYPE': 'Time_Subdivision',
    '@DESCRIPTION': 'Parts the time of the parent annotation without gaps',
  },
  {
    '@STEREOTYPE': 'Symbolic_Subdivision',
    '@DESCRIPTION': 'Parts the parent annotation in an order, without times',
  },
  { '@STEREOTYPE': 'Symbolic_Association', '@DESCRIPTION': 'One to one with the parent annotation' },
  { '@STEREOTYPE': 'Included_In', '@DESCRIPTION': 'Within the time of the parent annotation, with gaps' },
];

const words = {
  teaching: ['Enseñanza', 'Profesor y metodología', 'Teacher and method'],
  learning: ['Aprendizaje', 'Estudiantes y aprendizaje', 'Students and learning'],
  judgment: ['Impresión', 'Juicio o descripción general', 'Judgment or general description'],
  evidence: [
    'Vi u oí',
    'Descripción detallada, basada en evidencia',
    'Detailed description, based on evidence',
  ],
} as const;

export const vocabularies = [vocabulary('what', whats), vocabulary('how', hows)];

function vocabulary(name: string, values: readonly (keyof typeof words)[]) {
  return {
    '@CV_ID': name,
    CV_ENTRY_ML: values.map((value) => {
      const [es, describedEs, describedEn] = words[value];
      return {
        '@CVE_ID': value,
        CVE_VALUE: [
          { '@LANG_REF': 'eng', '@DESCRIPTION': describedEn, '#': value },
          { '@LANG_REF': 'spa', '@DESCRIPTION': describedEs, '#': es },
        ],
      };
    }),
  };
}
