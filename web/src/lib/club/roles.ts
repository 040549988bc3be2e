import type { Role } from '#contract/clubs';
import { m } from '#lib/paraglide/messages.js';

/** «docente», «mediador/a», «invitado/a». */
export function roleName(role: Role) {
  return { teacher: m.role_teacher, mediator: m.role_mediator, guest: m.role_guest }[role]();
}
