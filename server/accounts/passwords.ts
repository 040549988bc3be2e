import { problem } from '../http/problems.ts';
import { passwordMin } from './contract.ts';

/** Words that people make a password of by adding digits and signs; without accents, in lower case. */
const commonWords = new Set(
  `contrasena micontrasena contrasenasegura clave claveclave miclave secreto password mypassword passwordpassword
  letmein welcome bienvenido bienvenida bienvenidos hola holahola holamundo teamo tequiero tequieromucho teamomucho
  princesa estrella mariposa corazon futbol colocolo universidaddechile universidadcatolica chile vivachile santiago
  valparaiso colegio escuela escuelabasica liceo profesor profesora profesores docente docentes maestra maestro
  estudiante estudiantes alumno alumnos educacion matematica matematicas lenguaje videoclub elvideoclub clubdevideo
  clubdevideos administrador administradora administrator admin usuario invitado invitada iloveyou dragon monkey
  football baseball superman sunshine changeme correcthorsebatterystaple qwerty asdf`.split(/\s+/),
);
const sequences = [
  '01234567890123456789',
  '98765432109876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertyuiopasdfghjklñzxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn',
];

/** Throws `password_too_short`, and `password_too_common` for the ones that are guessed first and one's own address. */
export function requireGoodPassword(password: string, email: string) {
  const text = password.normalize('NFKC').toLowerCase();
  if ([...text].length < passwordMin) throw problem('password_too_short', { min: passwordMin });
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '');
  const word = plain.replace(/^[^a-z]+|[^a-z]+$/g, '').replace(/[\s._-]/g, '');
  const [name = ''] = email.split('@');
  const guessedFirst =
    commonWords.has(word) ||
    sequences.some((sequence) => sequence.includes(text)) ||
    /^(.{1,6})\1+.{0,3}$/u.test(text) ||
    [email, name].includes(text) ||
    (name.length > 3 && word === name.replace(/[^a-z]/g, ''));
  if (guessedFirst) throw problem('password_too_common');
}
