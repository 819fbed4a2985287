// Every name that GitLab takes for itself at the start of a line.
//
// A known name is cut from the stored text even where it cannot run: for that person, on that kind of item, in that
// state. Unknown names stay (GitLab docs, user/project/quick_actions).

import type { Tier } from '../profiles.ts';

const CORE_NAMES: readonly string[] = `
  add_child add_contacts add_email assign award board_move clone close confidential convert_to_ticket copy_metadata
  create_merge_request done due duplicate estimate estimate_time label labels lock milestone move promote_to
  promote_to_incident react reassign relabel relate remove_child remove_contacts remove_due_date remove_email
  remove_estimate remove_time_estimate remove_label remove_milestone remove_parent remove_time_spent remove_zoom reopen
  set_parent severity shrug spend spend_time spent subscribe tableflip tag timeline title todo type unassign unlabel
  unlink unlock unsubscribe zoom
  approve unapprove assign_reviewer reviewer reassign_reviewer unassign_reviewer remove_reviewer request_review draft
  ready merge rebase ship submit_review target_branch`
  .trim()
  .split(/\s+/);

/** Registered on the paid tiers' code only. */
const PAID_NAMES: readonly string[] = `
  blocked_by blocks checkin_reminder clear_health_status clear_weight duo_code_review epic health_status iteration link
  page promote publish remove_iteration status weight`
  .trim()
  .split(/\s+/);

export function knownNames(tier: Tier): readonly string[] {
  return tier === 'premium' ? [...CORE_NAMES, ...PAID_NAMES] : CORE_NAMES;
}
