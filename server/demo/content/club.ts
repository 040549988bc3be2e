import type { ClubContent, MeetingContent, PersonContent } from './shape.ts';

/** Everything in this folder is invented: no school, teacher or child in it exists. */
export const club: ClubContent = {
  name: 'Club Escuela Los Aromos',
  commonGoal:
    'Mirar juntos qué dicen y hacen nuestros estudiantes cuando algo les cuesta, y qué les abre el paso.',
};

const teacher = (key: string, name: string, shortName: string, subject: string): PersonContent => ({
  key,
  name,
  shortName,
  email: `${key}@example.org`,
  role: 'teacher',
  subject,
});

export const people: PersonContent[] = [
  {
    key: 'patricia',
    name: 'Patricia Sepúlveda Oyarzún',
    shortName: 'Patricia S.',
    email: 'patricia@example.org',
    role: 'mediator',
    subject: null,
  },
  teacher('ana', 'Ana Riquelme Soto', 'Ana R.', 'Matemática'),
  teacher('carla', 'Carla Morales Inostroza', 'Carla M.', 'Lenguaje'),
  teacher('jorge', 'Jorge Vergara Painemal', 'Jorge V.', 'Historia'),
  teacher('daniela', 'Daniela Pizarro Leiva', 'Daniela P.', 'Ciencias Naturales'),
  teacher('marcelo', 'Marcelo Huenchullán Ortiz', 'Marcelo H.', 'Educación Física'),
  teacher('ximena', 'Ximena Bustos Alarcón', 'Ximena B.', 'Inglés'),
  teacher('rodrigo', 'Rodrigo Tapia Maldonado', 'Rodrigo T.', 'Música'),
  teacher('camila', 'Camila Fuentealba Rojas', 'Camila F.', 'Artes Visuales'),
];

/** Thursdays of one school year, from the first weeks to the last. */
export const meetings: MeetingContent[] = [
  { number: 1, date: '2026-03-26', title: 'Mirar sin apuro', episodes: ['sin-avisar'] },
  { number: 2, date: '2026-04-23', title: 'Lo que se oye', episodes: ['cueca'] },
  { number: 3, date: '2026-05-28', title: 'Cuando no saben cómo se llama', episodes: ['verdes', 'kitchen'] },
  { number: 4, date: '2026-06-11', title: 'Seguir una idea de un estudiante', episodes: ['doblez'] },
  { number: 5, date: '2026-07-30', title: 'Volver del invierno', episodes: ['carta'] },
  { number: 6, date: '2026-08-27', title: 'En qué se fijan para decidir', episodes: ['arana', 'lanzar'] },
  { number: 7, date: '2026-10-01', title: 'Cambiar de opinión', episodes: ['guante'] },
  { number: 8, date: '2026-11-05', title: 'Lo que sobra y lo que queda', episodes: ['mesas'] },
];
