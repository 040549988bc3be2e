import type { Move, Practice } from '#contract/coding';
import { m } from '#lib/paraglide/messages.js';

/** The four practices of a mediator, at hand while leading. */
export const practiceWords: Record<Practice, () => string> = {
  orienting: m.practice_orienting,
  sustaining: m.practice_sustaining,
  video: m.practice_video,
  collaborating: m.practice_collaborating,
};

/** The fourteen moves, for tagging afterwards; each with a line that says when it is the one. */
export const moveWords: Record<Move, { name: () => string; help: () => string }> = {
  launching: { name: m.move_launching, help: m.move_launching_help },
  contextualizing: { name: m.move_contextualizing, help: m.move_contextualizing_help },
  highlighting: { name: m.move_highlighting, help: m.move_highlighting_help },
  lifting_up: { name: m.move_lifting_up, help: m.move_lifting_up_help },
  pressing: { name: m.move_pressing, help: m.move_pressing_help },
  offering_explanation: { name: m.move_offering_explanation, help: m.move_offering_explanation_help },
  countering: { name: m.move_countering, help: m.move_countering_help },
  clarifying: { name: m.move_clarifying, help: m.move_clarifying_help },
  redirecting: { name: m.move_redirecting, help: m.move_redirecting_help },
  pointing_to_evidence: { name: m.move_pointing_to_evidence, help: m.move_pointing_to_evidence_help },
  connecting_ideas: { name: m.move_connecting_ideas, help: m.move_connecting_ideas_help },
  standing_back: { name: m.move_standing_back, help: m.move_standing_back_help },
  distributing_participation: {
    name: m.move_distributing_participation,
    help: m.move_distributing_participation_help,
  },
  validating: { name: m.move_validating, help: m.move_validating_help },
};
