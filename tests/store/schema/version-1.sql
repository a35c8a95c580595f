-- The whole database of Caseload, to be read top to bottom: the truth about the schema and the dictionary of its data.
--
-- Conventions
--   * Every table is STRICT. A column that may be NULL means "not recorded", which is neither no nor zero.
--   * `..._on` is a local civil date (Europe/London) as ISO text, checked to exist in the calendar. Yes/no is 1/0.
--     `..._at` is a moment in UTC as ISO text. Times of day are HH:MM.
--   * Periods are [from_on, to_on): the first day that counts and the first that no longer does; no `to_on`, no end yet.
--   * A row of parts 1 and 2 carries `entry`: the number of the journal entry (part 3) that wrote it last.
--   * A foreign key stands where a row without its parent would belong to nobody. They are checked at COMMIT, so that
--     an import may bring files in any order. Codes of lists that a place may not hand over (officers, teams,
--     providers) are not foreign keys.
--   * Where a part of a key may be blank, the key is a unique index that reads a blank as ''.
--   * Column names are those of the CSV folder, but for names that SQL reserves: from -> from_on, to -> to_on, on -> ..._on.

PRAGMA application_id = 0x43534C44;  -- 'CSLD'; a demo store, which is not encrypted, carries 'CSDM'
PRAGMA user_version = 1;

------------------------------------------------------------------------------------------------------------------------
-- 1. The organisation
------------------------------------------------------------------------------------------------------------------------

-- A team and the groupings it belongs to, which are independent of each other.
CREATE TABLE teams (
  team_code TEXT PRIMARY KEY NOT NULL,
  name      TEXT,
  pdu       TEXT,                       -- probation delivery unit
  region    TEXT,
  provider  TEXT,                       -- who employs the team
  owner     TEXT,
  pcc_area  TEXT,                       -- police and crime commissioner's area
  nation    TEXT CHECK (nation IN ('England', 'Wales')),
  entry     INTEGER NOT NULL
) STRICT;

-- A practitioner, supervisor or administrator.
CREATE TABLE officers (
  officer_code     TEXT PRIMARY KEY NOT NULL,
  name             TEXT,
  grade            TEXT CHECK (grade IN ('PO', 'PSO', 'SPO', 'TRAINEE', 'ADMIN')),
  role             TEXT CHECK (role IN ('practitioner', 'supervisor')),
  team_code        TEXT,
  contracted_hours REAL CHECK (contracted_hours >= 0),  -- a week
  from_on          TEXT CHECK (from_on IS date(from_on)),
  to_on            TEXT CHECK (to_on IS date(to_on)),
  entry            INTEGER NOT NULL
) STRICT;
CREATE INDEX officers_team ON officers (team_code);

-- An organisation that people are referred to.
CREATE TABLE providers (
  provider_code TEXT PRIMARY KEY NOT NULL,
  name          TEXT,
  sector        TEXT CHECK (sector IN ('third', 'public', 'private', 'in-house')),
  categories    TEXT,
  areas         TEXT,
  women_only    INTEGER CHECK (women_only IN (0, 1)),
  accredited    INTEGER CHECK (accredited IN (0, 1)),
  from_on       TEXT CHECK (from_on IS date(from_on)),
  to_on         TEXT CHECK (to_on IS date(to_on)),
  checked_on    TEXT CHECK (checked_on IS date(checked_on)),
  entry         INTEGER NOT NULL
) STRICT;

------------------------------------------------------------------------------------------------------------------------
-- 2. People on probation and what happens in their cases
------------------------------------------------------------------------------------------------------------------------

-- One person on probation. `rosh` (risk of serious harm) and `mappa_level` hold where no dated registration does.
CREATE TABLE cases (
  case_no            INTEGER PRIMARY KEY,  -- of this store only: what the search index points at
  crn                TEXT NOT NULL UNIQUE,
  surname            TEXT,
  forenames          TEXT,
  date_of_birth      TEXT CHECK (date_of_birth IS date(date_of_birth)),
  sex                TEXT,
  noms_number        TEXT,                 -- prison number
  pnc                TEXT,                 -- police national computer
  cro                TEXT,                 -- criminal records office
  officer_code       TEXT,
  team_code          TEXT,
  tier               TEXT,
  rosh               TEXT CHECK (rosh IN ('L', 'M', 'H', 'VH')),
  mappa_category     TEXT,
  mappa_level        TEXT,                 -- '1', '2', '3'
  nation             TEXT CHECK (nation IN ('England', 'Wales')),
  preferred_language TEXT,
  limited_access     INTEGER CHECK (limited_access IN (0, 1)),
  profile            TEXT,                 -- standards this case is judged by; none: case_profiles, else the store's
  closed_on          TEXT CHECK (closed_on IS date(closed_on)),
  closed_because     TEXT,
  entry              INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_officer ON cases (officer_code, closed_on);
CREATE INDEX cases_team ON cases (team_code, closed_on);

-- Who holds the case: community or prison offender manager, or cover for either, which never owns.
CREATE TABLE allocations (
  crn          TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  officer_code TEXT NOT NULL,
  role         TEXT NOT NULL CHECK (role IN ('COM', 'POM', 'COVER')),
  from_on      TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on        TEXT CHECK (to_on IS date(to_on)),
  entry        INTEGER NOT NULL,
  PRIMARY KEY (crn, officer_code, role, from_on)
) STRICT;
CREATE INDEX allocations_officer ON allocations (officer_code);

-- One sentence or order. `ends_on` is the planned first day without supervision, `ended_on` the actual one.
CREATE TABLE sentences (
  sentence_id       TEXT PRIMARY KEY NOT NULL,
  crn               TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  type              TEXT NOT NULL CHECK (type IN ('CO', 'SSO', 'CUSTODY', 'PSS', 'DEFERRED')),
  sentenced_on      TEXT CHECK (sentenced_on IS date(sentenced_on)),
  allocated_on      TEXT CHECK (allocated_on IS date(allocated_on)),
  starts_on         TEXT CHECK (starts_on IS date(starts_on)),
  ends_on           TEXT CHECK (ends_on IS date(ends_on)),
  ended_on          TEXT CHECK (ended_on IS date(ended_on)),
  ended_because     TEXT,
  length_months     INTEGER CHECK (length_months >= 0),
  indeterminate     INTEGER CHECK (indeterminate IN (0, 1)),
  youth             INTEGER CHECK (youth IN (0, 1)),
  court             TEXT,
  licence_issued_on TEXT CHECK (licence_issued_on IS date(licence_issued_on)),
  early_allocation  INTEGER CHECK (early_allocation IN (0, 1)),
  immigration       INTEGER CHECK (immigration IN (0, 1)),
  open_since        TEXT CHECK (open_since IS date(open_since)),  -- in open conditions
  parole_refused_on TEXT CHECK (parole_refused_on IS date(parole_refused_on)),
  entry             INTEGER NOT NULL
) STRICT;
CREATE INDEX sentences_person ON sentences (crn);

-- Days of one sentence spent in custody or in the community.
CREATE TABLE spells (
  sentence_id TEXT NOT NULL REFERENCES sentences (sentence_id) DEFERRABLE INITIALLY DEFERRED,
  setting     TEXT NOT NULL CHECK (setting IN ('custody', 'community')),
  from_on     TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on       TEXT CHECK (to_on IS date(to_on)),
  because     TEXT CHECK (because IN ('sentence', 'release', 're-release', 'recall', 'remand', 'end')),
  entry       INTEGER NOT NULL,
  PRIMARY KEY (sentence_id, setting, from_on)
) STRICT;

-- One version of one kind of release date, as told on a day. Every version is kept.
CREATE TABLE release_dates (
  sentence_id TEXT NOT NULL REFERENCES sentences (sentence_id) DEFERRABLE INITIALLY DEFERRED,
  kind        TEXT NOT NULL CHECK (kind IN ('CRD', 'ARD', 'PED', 'HDCED', 'HDCAD', 'PRRD', 'TED', 'THD', 'SED', 'LED', 'CONFIRMED')),
  date        TEXT NOT NULL CHECK (date IS date(date)),
  recorded_on TEXT CHECK (recorded_on IS date(recorded_on)),
  told_by     TEXT,
  entry       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX release_dates_key ON release_dates (sentence_id, kind, date, coalesce(recorded_on, ''));

-- Days on which some clocks stand still.
CREATE TABLE pauses (
  crn     TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  kind    TEXT NOT NULL CHECK (kind IN ('custody_sentence', 'recall', 'remand', 'hospital', 'approved_leave', 'ual', 'contact_suspended', 'maternity')),
  from_on TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on   TEXT CHECK (to_on IS date(to_on)),
  reason  TEXT,
  entry   INTEGER NOT NULL,
  PRIMARY KEY (crn, kind, from_on)
) STRICT;

-- A contact or an appointment, kept together by person and day: one case is one range of pages. Its note stands in
-- `notes`, because full-text search needs a table with row numbers; `note_no` is the row's number there.
CREATE TABLE contacts (
  contact_id           TEXT NOT NULL,
  crn                  TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  sentence_id          TEXT,               -- several separated by ';'; none: all that ask for it
  type_code            TEXT NOT NULL,      -- reference/contact_types.csv
  date                 TEXT NOT NULL CHECK (date IS date(date)),
  start_time           TEXT CHECK (start_time GLOB '[0-2][0-9]:[0-5][0-9]'),
  end_time             TEXT CHECK (end_time GLOB '[0-2][0-9]:[0-5][0-9]'),
  outcome_code         TEXT,               -- reference/contact_outcomes.csv; the present one, see `outcomes`
  outcome_on           TEXT CHECK (outcome_on IS date(outcome_on)),  -- day it was recorded; none: `date`
  mode                 TEXT CHECK (mode IN ('in_person_office', 'in_person_home', 'in_person_community', 'in_person_prison', 'group_session', 'video', 'phone', 'remote_checkin', 'text_email', 'letter', 'third_party', 'none')),
  doorstep             INTEGER CHECK (doorstep IN (0, 1)),
  officer_code         TEXT,
  place                TEXT,
  arranged_on          TEXT CHECK (arranged_on IS date(arranged_on)),
  rar_day              INTEGER CHECK (rar_day IN (0, 1)),  -- counts as a rehabilitation activity day
  evidence_received_on TEXT CHECK (evidence_received_on IS date(evidence_received_on)),
  sensitive            INTEGER CHECK (sensitive IN (0, 1)),
  entered_on           TEXT CHECK (entered_on IS date(entered_on)),
  note_no              INTEGER,
  entry                INTEGER NOT NULL,
  PRIMARY KEY (crn, date, contact_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX contacts_id ON contacts (contact_id);
CREATE INDEX contacts_booked ON contacts (officer_code, date) WHERE outcome_code IS NULL;
CREATE INDEX contacts_pending ON contacts (crn) WHERE outcome_code = 'AFTA';  -- evidence awaited

-- The note of a contact; one contact points at each.
CREATE TABLE notes (
  note_no    INTEGER PRIMARY KEY,  -- of this store only: what the contact and the search index point at
  contact_id TEXT NOT NULL,
  notes      TEXT NOT NULL
) STRICT;

-- The outcomes a contact had before the present one, by the day each was recorded.
CREATE TABLE outcomes (
  contact_id   TEXT NOT NULL REFERENCES contacts (contact_id) DEFERRABLE INITIALLY DEFERRED,
  outcome_code TEXT NOT NULL,
  recorded_on  TEXT NOT NULL CHECK (recorded_on IS date(recorded_on)),
  by           TEXT,
  entry        INTEGER NOT NULL,
  PRIMARY KEY (contact_id, recorded_on, outcome_code)
) STRICT;

-- An enforcement action taken on a contact.
CREATE TABLE enforcement (
  action_id   TEXT PRIMARY KEY NOT NULL,
  contact_id  TEXT NOT NULL REFERENCES contacts (contact_id) DEFERRABLE INITIALLY DEFERRED,
  action_code TEXT NOT NULL,               -- reference/enforcement_actions.csv
  taken_on    TEXT NOT NULL CHECK (taken_on IS date(taken_on)),
  respond_by  TEXT CHECK (respond_by IS date(respond_by)),
  closed_on   TEXT CHECK (closed_on IS date(closed_on)),
  entry       INTEGER NOT NULL
) STRICT;
CREATE INDEX enforcement_contact ON enforcement (contact_id);

-- A plan. `quality` is a reviewer's judgement; it never follows from a date.
CREATE TABLE plans (
  plan_id      TEXT PRIMARY KEY NOT NULL,
  crn          TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  sentence_id  TEXT,
  kind         TEXT NOT NULL CHECK (kind IN ('sentence', 'custody', 'resettlement')),
  completed_on TEXT CHECK (completed_on IS date(completed_on)),
  quality      TEXT CHECK (quality IN ('Outstanding', 'Good', 'Requires improvement', 'Inadequate')),
  quality_by   TEXT,
  entry        INTEGER NOT NULL
) STRICT;
CREATE INDEX plans_person ON plans (crn);

-- A review carried out. `ref` is the plan, or the type of registration, that it was about.
CREATE TABLE reviews (
  review_id   TEXT PRIMARY KEY NOT NULL,
  crn         TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  of          TEXT NOT NULL CHECK (of IN ('plan', 'risk', 'registration', 'resettlement', 'home_visit_assessment')),
  ref         TEXT,
  reviewed_on TEXT NOT NULL CHECK (reviewed_on IS date(reviewed_on)),
  reason      TEXT,
  by          TEXT,
  entry       INTEGER NOT NULL
) STRICT;
CREATE INDEX reviews_person ON reviews (crn);

-- An action of a plan. Done is one thing, what came of it another.
CREATE TABLE plan_actions (
  action_id TEXT PRIMARY KEY NOT NULL,
  plan_id   TEXT NOT NULL REFERENCES plans (plan_id) DEFERRABLE INITIALLY DEFERRED,
  pathway   TEXT,                          -- reference/pathways.csv
  need      TEXT,
  status    TEXT,                          -- reference/pathway_statuses.csv
  action    TEXT,
  step      TEXT CHECK (step IN ('identified', 'signposted', 'referred', 'accepted', 'applied', 'offer', 'secured', 'settled', 'transient', 'sustained', 'refused', 'withdrawn', 'lost')),
  step_on   TEXT CHECK (step_on IS date(step_on)),
  due_on    TEXT CHECK (due_on IS date(due_on)),
  owner     TEXT,
  done_on   TEXT CHECK (done_on IS date(done_on)),
  outcome   TEXT CHECK (outcome IN ('achieved', 'partly', 'not achieved', 'unknown')),
  entry     INTEGER NOT NULL
) STRICT;
CREATE INDEX plan_actions_plan ON plan_actions (plan_id);

-- A registration (flag) in force on days [registered_on, removed_on); RoSH and MAPPA over time are registrations.
CREATE TABLE registrations (
  crn            TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  type_code      TEXT NOT NULL,            -- reference/registration_types.csv
  level          TEXT,
  category       TEXT,
  registered_on  TEXT NOT NULL CHECK (registered_on IS date(registered_on)),
  next_review_on TEXT CHECK (next_review_on IS date(next_review_on)),
  removed_on     TEXT CHECK (removed_on IS date(removed_on)),
  entry          INTEGER NOT NULL,
  PRIMARY KEY (crn, type_code, registered_on)
) STRICT;

-- Where a person lives, lived or may live. A fact from `recorded_on`; none: `verified_on`, else `from_on`.
CREATE TABLE addresses (
  crn             TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  type_code       TEXT NOT NULL,           -- reference/accommodation_types.csv
  status_code     TEXT NOT NULL,           -- reference/address_statuses.csv
  from_on         TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on           TEXT CHECK (to_on IS date(to_on)),
  recorded_on     TEXT CHECK (recorded_on IS date(recorded_on)),
  verified_on     TEXT CHECK (verified_on IS date(verified_on)),
  local_authority TEXT,
  entry           INTEGER NOT NULL,
  PRIMARY KEY (crn, type_code, status_code, from_on)
) STRICT;

-- One step on the ladder of help with accommodation.
CREATE TABLE housing_steps (
  crn        TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  step       TEXT NOT NULL CHECK (step IN ('identified', 'signposted', 'referred', 'accepted', 'applied', 'offer', 'secured', 'settled', 'transient', 'sustained', 'refused', 'withdrawn', 'lost')),
  stepped_on TEXT NOT NULL CHECK (stepped_on IS date(stepped_on)),
  to_whom    TEXT,
  consent    INTEGER CHECK (consent IN (0, 1)),
  reference  TEXT,
  outcome    TEXT,
  because    TEXT,
  entry      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX housing_steps_key ON housing_steps (crn, step, stepped_on, coalesce(to_whom, ''));

-- A referral to a housing authority under the duty to refer, or its refusal: then dated `outcome_on` only.
CREATE TABLE duty_to_refer (
  crn             TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  local_authority TEXT,
  submitted_on    TEXT CHECK (submitted_on IS date(submitted_on)),
  reference       TEXT,
  status          TEXT NOT NULL CHECK (status IN ('submitted', 'accepted', 'not_accepted', 'withdrawn', 'declined')),
  outcome_on      TEXT CHECK (outcome_on IS date(outcome_on)),
  because         TEXT,
  entry           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX duty_to_refer_key ON duty_to_refer (crn, coalesce(local_authority, ''), coalesce(submitted_on, outcome_on, ''));

-- A stay in approved or commissioned accommodation.
CREATE TABLE placements (
  crn         TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  kind        TEXT NOT NULL CHECK (kind IN ('CAS1', 'CAS2', 'CAS3', 'AP')),
  from_on     TEXT NOT NULL CHECK (from_on IS date(from_on)),
  planned_end TEXT CHECK (planned_end IS date(planned_end)),
  ended_on    TEXT CHECK (ended_on IS date(ended_on)),
  move_on     TEXT,                        -- what the person moves on to
  entry       INTEGER NOT NULL,
  PRIMARY KEY (crn, kind, from_on)
) STRICT;

-- A requirement of a sentence; `length` is counted in `unit`.
CREATE TABLE requirements (
  requirement_id TEXT PRIMARY KEY NOT NULL,
  sentence_id    TEXT NOT NULL REFERENCES sentences (sentence_id) DEFERRABLE INITIALLY DEFERRED,
  type_code      TEXT NOT NULL,            -- reference/requirement_types.csv
  length         INTEGER CHECK (length >= 0),
  unit           TEXT,
  starts_on      TEXT CHECK (starts_on IS date(starts_on)),
  ends_on        TEXT CHECK (ends_on IS date(ends_on)),
  status         TEXT,
  provider       TEXT,
  entry          INTEGER NOT NULL
) STRICT;
CREATE INDEX requirements_sentence ON requirements (sentence_id);

-- A referral to a provider. That it ended is one thing, whether it made a difference another.
CREATE TABLE referrals (
  referral_id       TEXT PRIMARY KEY NOT NULL,
  crn               TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  provider_code     TEXT,
  category          TEXT,
  referred_on       TEXT NOT NULL CHECK (referred_on IS date(referred_on)),
  accepted_on       TEXT CHECK (accepted_on IS date(accepted_on)),
  started_on        TEXT CHECK (started_on IS date(started_on)),
  ended_on          TEXT CHECK (ended_on IS date(ended_on)),
  outcome           TEXT,
  made_a_difference TEXT,
  because           TEXT,
  entry             INTEGER NOT NULL
) STRICT;
CREATE INDEX referrals_person ON referrals (crn);

-- A decision on the record: what was asked, what was decided, by whom.
CREATE TABLE oversight (
  crn         TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  decided_on  TEXT NOT NULL CHECK (decided_on IS date(decided_on)),
  rule        TEXT,
  sentence_id TEXT,
  question    TEXT,
  decision    TEXT,
  by          TEXT,
  entry       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX oversight_key ON oversight (crn, decided_on, coalesce(rule, ''), coalesce(sentence_id, ''), coalesce(question, ''));

-- The profile of standards a case is judged by on some days.
CREATE TABLE case_profiles (
  crn     TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  profile TEXT NOT NULL,
  from_on TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on   TEXT CHECK (to_on IS date(to_on)),
  entry   INTEGER NOT NULL,
  PRIMARY KEY (crn, from_on)
) STRICT;

-- An overdue duty put out of the worker's list, with the reason. It changes no state.
CREATE TABLE snoozes (
  crn         TEXT NOT NULL REFERENCES cases (crn) DEFERRABLE INITIALLY DEFERRED,
  rule        TEXT NOT NULL,
  sentence_id TEXT,
  until       TEXT CHECK (until IS date(until)),
  until_fact  TEXT,
  reason      TEXT,
  by          TEXT,
  snoozed_on  TEXT NOT NULL CHECK (snoozed_on IS date(snoozed_on)),
  entry       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX snoozes_key ON snoozes (crn, rule, coalesce(sentence_id, ''), snoozed_on);

------------------------------------------------------------------------------------------------------------------------
-- 3. The journal: who did what, when. Nothing here is ever changed; only a body may be erased.
------------------------------------------------------------------------------------------------------------------------

-- JOURNAL BEGIN: this part belongs to store/journal.py; docs/journal.md has the format, which is frozen by its hashes.

-- One row an entry: who, when and which act, never about whom. Kept for ever. Entries of other devices arrive by merge.
CREATE TABLE journal (
  entry          INTEGER PRIMARY KEY,       -- number in this store, in order of arrival
  device         TEXT NOT NULL,             -- who wrote it; with seq the name of the entry in every store
  seq            INTEGER NOT NULL CHECK (seq > 0),           -- number on that device, without gaps
  lamport        INTEGER NOT NULL CHECK (lamport > 0),       -- number of the action: above all the device had seen
  utc            TEXT NOT NULL,             -- the writer's clock, YYYY-MM-DDTHH:MM:SS.mmmZ; orders nothing
  offset_minutes INTEGER NOT NULL,          -- the writer's clock ahead of UTC
  actor          TEXT NOT NULL,             -- as they called themselves
  verb           TEXT NOT NULL,
  op             TEXT NOT NULL CHECK (op IN ('collect', 'alter', 'consult', 'disclose', 'combine', 'erase', 'unlock', 'fail', 'config')),
  target         INTEGER CHECK (target > 0 AND target < seq), -- undo, redo: first entry (seq) of the action meant
  body_hash      BLOB NOT NULL CHECK (length(body_hash) = 32), -- SHA-256(salt || body)
  prev           BLOB NOT NULL CHECK (length(prev) = 32),      -- hash of the entry before on this device
  hash           BLOB NOT NULL CHECK (length(hash) = 32),      -- SHA-256(prev || canonical metadata)
  UNIQUE (device, seq)
) STRICT;
CREATE INDEX journal_action ON journal (lamport, device, seq);
CREATE INDEX journal_target ON journal (device, target) WHERE target IS NOT NULL;
CREATE INDEX journal_erase ON journal (entry) WHERE op = 'erase';

-- What each entry is about, as canonical JSON, and the salt of its hash. Erasing a person deletes their rows here, both
-- columns at once; the chain over `journal` still holds. `secure_delete` overwrites what stood there.
CREATE TABLE journal_bodies (
  entry   INTEGER PRIMARY KEY REFERENCES journal (entry),
  salt    BLOB NOT NULL CHECK (length(salt) = 16),
  body    TEXT NOT NULL,
  subject TEXT GENERATED ALWAYS AS (body ->> '$.subject') VIRTUAL  -- the person, none for what is about nobody
) STRICT;
CREATE INDEX journal_bodies_subject ON journal_bodies (subject);

CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
BEGIN
  SELECT RAISE(ABORT, 'journal: out of order')
  WHERE NEW.entry <> (SELECT coalesce(max(entry), 0) + 1 FROM journal)
     OR NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE device = NEW.device)
     OR NEW.prev <> coalesce((SELECT hash FROM journal WHERE device = NEW.device AND seq = NEW.seq - 1), zeroblob(32))
     OR NEW.lamport < (SELECT lamport FROM journal WHERE device = NEW.device AND seq = NEW.seq - 1);
END;
CREATE TRIGGER journal_not_changed BEFORE UPDATE ON journal
BEGIN
  SELECT RAISE(ABORT, 'journal: entries are never changed');
END;
CREATE TRIGGER journal_not_deleted BEFORE DELETE ON journal
BEGIN
  SELECT RAISE(ABORT, 'journal: entries are never deleted');
END;
CREATE TRIGGER journal_bodies_not_changed BEFORE UPDATE ON journal_bodies
BEGIN
  SELECT RAISE(ABORT, 'journal: bodies are never changed');
END;
-- A body goes only when an erase entry names it: "about": {"entries": [[device, first seq, last seq], ...]}.
CREATE TRIGGER journal_bodies_erased BEFORE DELETE ON journal_bodies
BEGIN
  SELECT RAISE(ABORT, 'journal: a body goes only when an erase entry names it')
  WHERE NOT EXISTS (
    SELECT 1
    FROM journal gone, journal act, journal_bodies said, json_each(said.body, '$.about.entries') part
    WHERE gone.entry = OLD.entry AND act.op = 'erase' AND said.entry = act.entry
      AND part.value ->> 0 = gone.device AND gone.seq BETWEEN part.value ->> 1 AND part.value ->> 2
  );
END;
-- JOURNAL END

-- What a row said before a later entry changed or removed it.
CREATE TABLE versions (
  version_no    INTEGER PRIMARY KEY,
  table_name    TEXT NOT NULL,
  record_key    TEXT NOT NULL,             -- the key as a JSON list
  crn           TEXT,                      -- the person the row was about
  image         TEXT NOT NULL,             -- the whole row as a JSON object by field
  device        TEXT NOT NULL,             -- with seq: the journal entry that had written the image
  seq           INTEGER NOT NULL,
  superseded_by INTEGER NOT NULL           -- number of the journal entry that changed or removed it
) STRICT;
CREATE INDEX versions_record ON versions (table_name, record_key);
CREATE INDEX versions_person ON versions (crn);

------------------------------------------------------------------------------------------------------------------------
-- 4. What follows from the facts. All of it can be worked out again from parts 1 and 2 (`caseload check` proves it).
------------------------------------------------------------------------------------------------------------------------

-- The ledger: spans of duties that are open, unknown or dated ahead, and every span of a duty that was ever late.
-- A view of day D reads rows with from_on <= D < to_on; whether a duty is overdue is worked out then, never stored.
CREATE TABLE ledger (
  row_no          INTEGER PRIMARY KEY,
  crn             TEXT NOT NULL,
  rule            TEXT NOT NULL,
  kind            TEXT NOT NULL,           -- milestone, cadence, ...
  sentence_id     TEXT NOT NULL,           -- '' for a duty to the person
  anchor_kind     TEXT NOT NULL,           -- what started the clock, its id and its day
  anchor_id       TEXT NOT NULL,
  anchor_on       TEXT NOT NULL,
  opened_on       TEXT NOT NULL,
  from_on         TEXT NOT NULL,
  to_on           TEXT NOT NULL,           -- '9999-12-31': no end yet, so that one range finds what ends after a day
  due_on          TEXT,                    -- none: held by a pause, or a fact is missing
  soon_from       TEXT,                    -- first day on which it is due soon
  window_opens_on TEXT,                    -- a countdown is upcoming before this day
  red_from        TEXT,                    -- first day the screen shows it as late (grace)
  severity        INTEGER NOT NULL CHECK (severity IN (0, 1, 2)),  -- red, amber, blue
  officer_code    TEXT,                    -- who owns the duty on these days
  title           TEXT NOT NULL,
  profile         TEXT NOT NULL,
  unknown         INTEGER NOT NULL CHECK (unknown IN (0, 1)),
  settled         INTEGER NOT NULL CHECK (settled IN (0, 1))
    -- Its end was past on the day it was worked out. Only a hint for the indexes below: a view of that day or a later
    -- one loses nothing by passing over settled rows.
) STRICT;
CREATE INDEX ledger_person ON ledger (crn);
-- The next three hold all that a list asks of a row, so that it reads the index only.
CREATE INDEX ledger_late ON ledger (severity, due_on, crn, rule, sentence_id, anchor_id, from_on, to_on, opened_on, window_opens_on) WHERE settled = 0 AND unknown = 0;
CREATE INDEX ledger_due ON ledger (due_on, severity, crn, rule, sentence_id, anchor_id, from_on, to_on, opened_on, window_opens_on, soon_from) WHERE settled = 0 AND unknown = 0;
CREATE INDEX ledger_undated ON ledger (severity, crn, rule, from_on, to_on) WHERE settled = 0 AND (due_on IS NULL OR unknown = 1);
CREATE INDEX ledger_past ON ledger (to_on, from_on, due_on);

-- Duties that ended, by the week of their due date (its Monday): met on time, and late (met late or not met).
CREATE TABLE tallies (
  crn          TEXT NOT NULL,
  rule         TEXT NOT NULL,
  sentence_id  TEXT NOT NULL,              -- '' for a duty to the person
  officer_code TEXT NOT NULL,              -- who owned it on the due date; '' for nobody
  week         TEXT NOT NULL,
  met          INTEGER NOT NULL,
  late         INTEGER NOT NULL,
  PRIMARY KEY (crn, rule, sentence_id, officer_code, week)
) STRICT, WITHOUT ROWID;

-- The same, added up over people: what the team view reads.
CREATE TABLE sums (
  officer_code TEXT NOT NULL,
  rule         TEXT NOT NULL,
  week         TEXT NOT NULL,
  met          INTEGER NOT NULL,
  late         INTEGER NOT NULL,
  PRIMARY KEY (officer_code, rule, week)
) STRICT, WITHOUT ROWID;

-- What lists show of a person that does not depend on the day, and what it was worked out with.
CREATE TABLE case_summary (
  crn          TEXT PRIMARY KEY NOT NULL,
  seen_on      TEXT,                       -- last contact in person, and how
  seen_mode    TEXT,
  contact_on   TEXT,                       -- last contact of any counted kind, and how
  contact_mode TEXT,
  derived_on   TEXT NOT NULL,              -- day the ledger of this case was worked out
  derived_with TEXT NOT NULL               -- versions of profiles, calendar and engine
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------------------------------------------------------------
-- 5. Search. Kept with the rows in the same transaction; deleted text is overwritten, not only unlinked.
------------------------------------------------------------------------------------------------------------------------

CREATE VIRTUAL TABLE people_search USING fts5 (
  surname, forenames, crn, noms_number, pnc,
  content = 'cases', content_rowid = 'case_no', prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO people_search (people_search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER cases_found AFTER INSERT ON cases BEGIN
  INSERT INTO people_search (rowid, surname, forenames, crn, noms_number, pnc)
  VALUES (new.case_no, new.surname, new.forenames, new.crn, new.noms_number, new.pnc);
END;
CREATE TRIGGER cases_lost AFTER DELETE ON cases BEGIN
  INSERT INTO people_search (people_search, rowid, surname, forenames, crn, noms_number, pnc)
  VALUES ('delete', old.case_no, old.surname, old.forenames, old.crn, old.noms_number, old.pnc);
END;
CREATE TRIGGER cases_renamed AFTER UPDATE OF surname, forenames, crn, noms_number, pnc ON cases BEGIN
  INSERT INTO people_search (people_search, rowid, surname, forenames, crn, noms_number, pnc)
  VALUES ('delete', old.case_no, old.surname, old.forenames, old.crn, old.noms_number, old.pnc);
  INSERT INTO people_search (rowid, surname, forenames, crn, noms_number, pnc)
  VALUES (new.case_no, new.surname, new.forenames, new.crn, new.noms_number, new.pnc);
END;

CREATE VIRTUAL TABLE notes_search USING fts5 (
  notes, content = 'notes', content_rowid = 'note_no', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO notes_search (notes_search, rank) VALUES ('secure-delete', 1);
-- New notes are added by whoever writes them, many at once: a trigger would make FTS5 write out its index at every row.
CREATE TRIGGER notes_lost AFTER DELETE ON notes BEGIN
  INSERT INTO notes_search (notes_search, rowid, notes) VALUES ('delete', old.note_no, old.notes);
END;
CREATE TRIGGER notes_rewritten AFTER UPDATE OF notes ON notes BEGIN
  INSERT INTO notes_search (notes_search, rowid, notes) VALUES ('delete', old.note_no, old.notes);
  INSERT INTO notes_search (rowid, notes) VALUES (new.note_no, new.notes);
END;

------------------------------------------------------------------------------------------------------------------------
-- 6. The person at the keyboard
------------------------------------------------------------------------------------------------------------------------

-- Settings of this store, by name; `entry` is none for those the program keeps for itself.
--   actor, officer_code   who works here             default_profile   standards for cases that name none
--   device                this store in the journal  derived_on        newest day any ledger row was worked out
--   backup_folder         where backups go, if not beside the store
--   standard:NAME@VERSION a standard copied from a file, whole, as JSON
--   standard_used:NAME    which version judges       standard_file:NAME where the file was
CREATE TABLE settings (
  name  TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL,
  entry INTEGER
) STRICT, WITHOUT ROWID;

-- A saved filter line with its place among the digits.
CREATE TABLE views (
  name  TEXT PRIMARY KEY NOT NULL,
  line  TEXT NOT NULL,
  place INTEGER UNIQUE CHECK (place BETWEEN 1 AND 9)
) STRICT;

-- What was typed and not yet saved: kept through a crash or a lock, not part of the record.
CREATE TABLE drafts (
  draft_key TEXT PRIMARY KEY NOT NULL,     -- verb and person
  text      TEXT NOT NULL,
  turn      INTEGER NOT NULL               -- orders them: the highest was kept last
) STRICT;

-- Changes of this schema since version 1, one row each, in the form that sqlite-utils keeps.
CREATE TABLE "_sqlite_migrations" (
  "id" INTEGER PRIMARY KEY,
  "migration_set" TEXT,
  "name" TEXT,
  "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name" ON "_sqlite_migrations" ("migration_set", "name");
