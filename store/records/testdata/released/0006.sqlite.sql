PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO goose_db_version VALUES(1,0,1,'2026-11-25 02:40:17');
INSERT INTO goose_db_version VALUES(2,1,1,'2026-11-25 02:40:17');
INSERT INTO goose_db_version VALUES(3,2,1,'2026-11-25 02:40:17');
INSERT INTO goose_db_version VALUES(4,3,1,'2026-11-25 02:40:17');
INSERT INTO goose_db_version VALUES(5,4,1,'2026-11-25 02:40:17');
INSERT INTO goose_db_version VALUES(6,5,1,'2026-11-25 02:40:17');
INSERT INTO goose_db_version VALUES(8,6,1,'2026-11-26 14:35:40');
CREATE TABLE journal (
    seq       BIGINT PRIMARY KEY,
    at        BIGINT NOT NULL,
    by        TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    noun      TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    region_id TEXT   NOT NULL,
    center_id TEXT   NOT NULL,
    worker    TEXT   NOT NULL,
    related   TEXT   NOT NULL,
    note      TEXT   NOT NULL,
    salt      BLOB,
    digest    BLOB   NOT NULL,
    hash      BLOB   NOT NULL
);
INSERT INTO journal VALUES(1,1700000000123,'tester','note.region','note','region','','','','','',X'6a5f04475a32616f268654fab22821c9',X'd89838444f35b4f7bc76b655201613b0db2d3e8e850a7125f012a3e4778f2e92',X'd5a3c38e02be5221996caad1bedee92b48e9a807fab5a5568c3b96b34a48a7f6');
INSERT INTO journal VALUES(2,1700000000123,'tester','note.center','note','center','','','','','',X'19079b31099243402a00453279297eff',X'5f8e502da1f94094b5382f0fc8202b59e66b27b25dc14a304fcc620064e84d01',X'98e861728fde2c724c202eb621f2ff48bfab493b84a9034cc55fccf0048d47af');
INSERT INTO journal VALUES(3,1700000000123,'tester','note.staff','note','staff','','','','','',X'0658b1c7dd0527e97318fe0e22a97905',X'eec722d9f75a506e3d839947f3da32c357c6170ea4f000a96e2811a3575f5e29',X'e6068728a05bc2891c728a95de572bfb774e123b3df6f67da1faeafb0b6ff482');
INSERT INTO journal VALUES(4,1700000000123,'tester','note.household','note','household','','','','','',X'99dd1d6fae103b44522950ff7879a633',X'fae9f9894b6a626cbd95bf33938d8965c1fe1650975e5a5d4b16593d7a4f106a',X'3a3c04e540a6ee7ed242731e9c95aa21aa4a9d9ac6aa86ab1c6e60d562c08cef');
INSERT INTO journal VALUES(5,1700000000123,'tester','note.elder','note','elder','','','','','一位老人',X'ff95017da4d44c7812d6f247d72e10de',X'06e5f197bb9ce3522021652aae985f646c3d1ea765df147906284e869eb3ba23',X'41e8de0fabdbe9a8d27ee5dbf72f089f29248a25341a146fb8383d7880aba455');
INSERT INTO journal VALUES(6,1700000000123,'tester','note.device','note','device','','','','','',X'f8af9959ef17e85e0b81bc61c36ecb34',X'23e1aa65c5f2f441e25388ab40cea7971623abe8671f46ec047a6768667e9720',X'c87d35e2cc80c17f6367a9cdb5695ba76f075b729793db65bf5e3bb9a4c3082f');
INSERT INTO journal VALUES(7,1700000000123,'tester','note.bed','note','bed','','','','','',X'af2d016c0931b064b76e0f338af4b063',X'631733d65c2538b82781cb7654bd96b6ff6762bbc14f3c644b1f8d04e00c3846',X'aff94daf94e2955ee0ba49408044315f9fefaf99943598c68b3527d333d2412c');
INSERT INTO journal VALUES(8,1700000000123,'tester','note.stay','note','stay','','','','','',X'269946a23fd83d2ef98572db5ac20884',X'02f2830cc9646b8155c8232415b65af399e15ea6fbb99aa5b45494667411fdee',X'bc501cd80c80a8f4b2d919caa0b2f87ceef18564905bc1ac825b3463ffbdc215');
INSERT INTO journal VALUES(9,1700000000000,'system','incident.opened','incident','i1','','','','','',X'3085abf40876d14603c4c582d215a35a',X'71a04144adab05e266610a6cb9be07e3226e49918b828080d85e6b9c1b2da458',X'9b51910bb76db147d2227eae146fb6d7c73ddf8c5c0d82063d69613d051e58d7');
INSERT INTO journal VALUES(10,1700000000000,'op','incident.answered','incident','i1','','','','','',X'dd434e9cfb9759288c9ac34d5b2bec34',X'c066948dbf07045236e31432bb781be07e44b1d928dba88a2a8c985c38b5fbcc',X'1b978d08153d8b6a8b23678d67b63ae5003768cb5494b387f1c9811e10b7c366');
INSERT INTO journal VALUES(11,1700000000123,'tester','note.order','note','order','','','','','',X'847261fc004ad2650ffc0b1cbe9aa231',X'0c0e5a4a68805d5e2103350f0405fe92d440a1b866ebf1d511a86b096d9ddfea',X'452d59e64e2945cb5140458c5a04d8a39d611d33e30682e357ee140aa5dee02c');
INSERT INTO journal VALUES(12,1700000001000,'system','alert.raised','alert','alert-01','990101001','','','','',X'9be57ee7ce6ef85f82f0ef75677d0db4',X'0951b2943763fc228d4df009f4e38cb0f41dc98a894e1d68bb7eb9e83fc3dae3',X'd061f2f2dfa546bb5a042ee0dd6852e8b0e59a990e13dc9bcb4ced9e8a74554e');
INSERT INTO journal VALUES(13,1700000000123,'tester','note.setting','note','setting','','','','','',X'ae206ddf24ccab54eca45ee3b0bb4e59',X'c05a07ab6ab1699c3d2e045fa04bb5f357691fa7ab7cd17cf8c2c3d2cbd83c2d',X'eb508efa08d6deaee2bfa9c279bb8c5fe62af4ac08c9d9685ee4d7a7e262667e');
CREATE TABLE journal_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash BLOB   NOT NULL
);
INSERT INTO journal_head VALUES(1,13,X'eb508efa08d6deaee2bfa9c279bb8c5fe62af4ac08c9d9685ee4d7a7e262667e');
CREATE TABLE regions (
    id        TEXT PRIMARY KEY,
    parent_id TEXT NOT NULL,
    name      TEXT NOT NULL,
    doc       TEXT NOT NULL
);
INSERT INTO regions VALUES('990101001','990101','样例镇','{"id":"990101001","parent_id":"990101","kind":"","name":"样例镇"}');
CREATE TABLE centers (
    id        TEXT PRIMARY KEY,
    kind      TEXT NOT NULL,
    region_id TEXT NOT NULL,
    center_id TEXT NOT NULL, -- its own id, so that one scope condition fits every table
    doc       TEXT NOT NULL
);
INSERT INTO centers VALUES('house','care_home','990101001','house','{"id":"house","kind":"care_home","name":"样例院","region_id":"990101001"}');
CREATE TABLE households (
    id         TEXT PRIMARY KEY,
    region_id  TEXT NOT NULL,
    center_id  TEXT NOT NULL, -- always empty: a home is nobody's site
    station_id TEXT NOT NULL,
    search     TEXT NOT NULL,
    doc        TEXT NOT NULL
);
INSERT INTO households VALUES('h1','990101001','','','样例村1号','{"id":"h1","region_id":"990101001","address":"样例村1号","version":1}');
CREATE TABLE elders (
    id           TEXT PRIMARY KEY,
    region_id    TEXT NOT NULL,
    center_id    TEXT NOT NULL,
    household_id TEXT NOT NULL,
    name         TEXT NOT NULL,
    id_number    TEXT NOT NULL,
    search       TEXT NOT NULL,
    doc          TEXT NOT NULL
);
INSERT INTO elders VALUES('e1','990101001','','h1','样例甲','','样例甲','{"id":"e1","name":"样例甲","household_id":"h1","region_id":"990101001","created_at":"0001-01-01T00:00:00Z","version":1}');
INSERT INTO elders VALUES('e2','990101001','','','样例乙','','样例乙','{"id":"e2","name":"样例乙","region_id":"990101001","created_at":"0001-01-01T00:00:00Z","version":1}');
CREATE TABLE staff (
    id           TEXT PRIMARY KEY, -- the user name
    region_id    TEXT NOT NULL,
    center_id    TEXT NOT NULL,
    role         TEXT NOT NULL,
    password     TEXT NOT NULL, -- PHC string
    last_seen_at BIGINT,
    doc          TEXT NOT NULL
);
INSERT INTO staff VALUES('admin','','','admin','phc-a',NULL,'{"id":"admin","username":"","name":"","role":"admin","must_change":false,"disabled":false,"created_at":"0001-01-01T00:00:00Z","version":1}');
INSERT INTO staff VALUES('op','','','operator','phc-o',1700000060000,'{"id":"op","username":"","name":"","role":"operator","must_change":false,"disabled":false,"created_at":"0001-01-01T00:00:00Z","version":1}');
CREATE TABLE sessions (
    hash       TEXT PRIMARY KEY, -- SHA-256 of the token, hex
    staff_id   TEXT NOT NULL,
    opened_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
INSERT INTO sessions VALUES('digest','op',1700000000000,1731536000000);
CREATE TABLE staff_addresses (
    staff_id TEXT NOT NULL,
    address  TEXT NOT NULL,
    last_at  BIGINT NOT NULL,
    PRIMARY KEY (staff_id, address)
);
INSERT INTO staff_addresses VALUES('op','192.0.2.1',1700000000000);
CREATE TABLE devices (
    id           TEXT PRIMARY KEY,
    region_id    TEXT NOT NULL,
    center_id    TEXT NOT NULL,
    household_id TEXT NOT NULL,
    elder_id     TEXT NOT NULL,
    gateway_id   TEXT NOT NULL,
    address      TEXT NOT NULL,
    secret       TEXT NOT NULL, -- SHA-256, hex; empty: none issued
    search       TEXT NOT NULL,
    doc          TEXT NOT NULL
);
INSERT INTO devices VALUES('d-c1','990101001','','h1','','','','ab','d-c1','{"id":"d-c1","kind":"","household_id":"h1","elder_id":null,"region_id":"990101001","created_at":"0001-01-01T00:00:00Z","revoked":false,"version":1}');
INSERT INTO devices VALUES('mat','','','','e2','','','',replace('mat\nbed_mat','\n',char(10)),'{"id":"mat","kind":"bed_mat","elder_id":"e2","created_at":"0001-01-01T00:00:00Z","revoked":false,"version":2}');
CREATE TABLE views (
    at      BIGINT NOT NULL,
    by      TEXT   NOT NULL,
    noun    TEXT   NOT NULL,
    subject TEXT   NOT NULL
);
INSERT INTO views VALUES(1700000000000,'op','elder','e1');
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
INSERT INTO settings VALUES('live_since','2026-01-01');
CREATE TABLE incidents (
    id           TEXT PRIMARY KEY,
    day          TEXT   NOT NULL, -- with day_no the number for people
    day_no       INTEGER NOT NULL,
    state        TEXT   NOT NULL,
    urgency      INTEGER NOT NULL,
    elder_id     TEXT   NOT NULL,
    household_id TEXT   NOT NULL,
    device_id    TEXT   NOT NULL,
    region_id    TEXT   NOT NULL,
    center_id    TEXT   NOT NULL,
    answered_by  TEXT   NOT NULL,
    pressed_at   BIGINT NOT NULL,
    opened_at    BIGINT NOT NULL,
    ladder_at    BIGINT, -- when the first escalation is due
    second_at    BIGINT, -- when the second is
    version      BIGINT NOT NULL,
    doc          TEXT   NOT NULL,
    UNIQUE (day, day_no)
);
INSERT INTO incidents VALUES('i1','20231115',1,'answered',0,'e1','h1','d-c1','990101001','','op',1700000000000,1700000000000,NULL,NULL,3,'{"id":"i1","number":"20231115-001","state":"answered","severity":"critical","kind":"","elder_id":"e1","elder_ids":["e1"],"household_id":"h1","center_id":"","region_id":"990101001","device_id":"d-c1","calls":1,"opened_at":"2023-11-14T22:13:20Z","pressed_at":"2023-11-14T22:13:20Z","last_call_at":"2023-11-14T22:13:20Z","late_seconds":0,"answered_at":null,"answered_by":"op","dispatched_at":null,"arrived_at":null,"closed_at":null,"ringing":false,"ladder":{"step":0,"next_at":null},"second":{"step":0,"next_at":null},"version":3}');
CREATE TABLE incident_elders (
    incident_id TEXT NOT NULL,
    elder_id    TEXT NOT NULL,
    PRIMARY KEY (incident_id, elder_id)
);
INSERT INTO incident_elders VALUES('i1','e1');
CREATE TABLE calls (
    device_id    TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    incident_id  TEXT   NOT NULL, -- '' for a test
    gateway_id   TEXT   NOT NULL,
    household_id TEXT   NOT NULL,
    elder_id     TEXT   NOT NULL,
    center_id    TEXT   NOT NULL,
    pressed_at   BIGINT NOT NULL,
    received_at  BIGINT NOT NULL,
    repeats      INTEGER NOT NULL,
    PRIMARY KEY (device_id, id)
);
INSERT INTO calls VALUES('d-c1','c1','sos','i1','','h1','e1','',1700000000000,1700000000000,0);
CREATE TABLE feedback (
    device_id    TEXT   NOT NULL,
    call_id      TEXT   NOT NULL,
    step         TEXT   NOT NULL,
    gateway_id   TEXT   NOT NULL,
    incident_id  TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    by           TEXT   NOT NULL,
    eta_s        INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    due_at       BIGINT, -- NULL: confirmed or given up
    sent_at      BIGINT,
    confirmed_at BIGINT,
    PRIMARY KEY (device_id, call_id, step)
);
INSERT INTO feedback VALUES('d-c1','c1','received','','i1',1700000000000,'',0,0,1700000000000,NULL,NULL);
INSERT INTO feedback VALUES('d-c1','c1','answered','','i1',1700000000000,'',0,0,1700000000000,NULL,NULL);
CREATE TABLE orders (
    id          TEXT PRIMARY KEY,
    day         TEXT   NOT NULL,
    day_no      INTEGER NOT NULL,
    service     TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    priority    INTEGER NOT NULL,
    elder_id    TEXT   NOT NULL,
    incident_id TEXT   NOT NULL,
    worker_id   TEXT   NOT NULL,
    region_id   TEXT   NOT NULL,
    center_id   TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    due_at      BIGINT,
    created_at  BIGINT NOT NULL,
    accept_by   BIGINT, -- when an assignment goes back
    version     BIGINT NOT NULL,
    doc         TEXT   NOT NULL,
    UNIQUE (day, day_no)
);
INSERT INTO orders VALUES('o1','20231115',1,'emergency','queued',0,'e1','i1','','','','',NULL,1700000000000,NULL,1,'{"id":"o1","number":"20231115-0001","service":"emergency","state":"queued","elder_id":"e1","region_id":"","incident_id":"i1","worker_id":"","priority":0,"due_at":null,"created_at":"2023-11-14T22:13:20Z","accept_by":null,"accepted_at":null,"departed_at":null,"arrived_at":null,"completed_at":null,"version":1}');
CREATE TABLE notices (
    key         TEXT PRIMARY KEY,
    incident_id TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    due_at      BIGINT, -- NULL: done or given up
    doc         TEXT   NOT NULL
);
INSERT INTO notices VALUES('n1','i1',1700000000000,1700000000000,'{"key":"n1","channel":"webhook","kind":"","receiver":"","incident_id":"i1","text":"","due_at":"2023-11-14T22:13:20Z","attempts":0,"done_at":null,"failed_at":null}');
CREATE TABLE beds (
    id        TEXT PRIMARY KEY,
    center_id TEXT NOT NULL,
    region_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    place     TEXT NOT NULL, -- floor, room and name, for the order of a board
    doc       TEXT NOT NULL
);
INSERT INTO beds VALUES('b1','house','990101001','mat','		1','{"id":"b1","center_id":"house","floor":"","room":"","name":"1","state":"commissioned","device_id":"mat"}');
CREATE TABLE bed_states (
    bed_id TEXT   NOT NULL,
    since  BIGINT NOT NULL,
    state  TEXT   NOT NULL,
    PRIMARY KEY (bed_id, since)
);
INSERT INTO bed_states VALUES('b1',1700000000000,'commissioned');
CREATE TABLE stays (
    id            TEXT PRIMARY KEY,
    elder_id      TEXT   NOT NULL,
    center_id     TEXT   NOT NULL,
    region_id     TEXT   NOT NULL,
    bed_id        TEXT   NOT NULL,
    admitted_at   BIGINT NOT NULL,
    discharged_at BIGINT,
    step          TEXT   NOT NULL, -- the last step with what was before it
    doc           TEXT   NOT NULL
);
INSERT INTO stays VALUES('s1','e2','house','990101001','b1',1700000000000,NULL,'','{"id":"s1","elder_id":"e2","center_id":"house","bed_id":"b1","admitted_at":"2023-11-14T22:13:20Z","version":1}');
CREATE TABLE stay_beds (
    stay_id TEXT   NOT NULL,
    since   BIGINT NOT NULL,
    until   BIGINT, -- null: still
    bed_id  TEXT   NOT NULL,
    PRIMARY KEY (stay_id, since)
);
INSERT INTO stay_beds VALUES('s1',1700000000000,NULL,'b1');
CREATE TABLE whereabouts (
    elder_id  TEXT   NOT NULL,
    since     BIGINT NOT NULL,
    until     BIGINT, -- null: still
    return_at BIGINT,
    doc       TEXT   NOT NULL,
    PRIMARY KEY (elder_id, since)
);
INSERT INTO whereabouts VALUES('e2',1700000000000,NULL,NULL,'{"elder_id":"e2","state":"home","since":"2023-11-14T22:13:20Z","by":"admin"}');
CREATE TABLE alerts (
    id           TEXT PRIMARY KEY,
    rule         TEXT   NOT NULL,
    severity     TEXT   NOT NULL,
    technical    INTEGER NOT NULL, -- 0 or 1
    device_id    TEXT   NOT NULL,
    elder_id     TEXT   NOT NULL,
    region_id    TEXT   NOT NULL,
    center_id    TEXT   NOT NULL,
    incident_id  TEXT   NOT NULL, -- '' until the desk has taken it, and for what never goes there
    raised_at    BIGINT NOT NULL,
    cleared_at   BIGINT, -- NULL: still going on
    doc          TEXT   NOT NULL
);
INSERT INTO alerts VALUES('alert-01','spo2_low','warning',0,'d1','e1','990101001','','',1700000001000,NULL,'{"id":"alert-01","rule":"spo2_low","title":"样例","severity":"warning","technical":false,"device_id":"d1","elder_id":"e1","region_id":"990101001","metric":"spo2","threshold":90,"readings":[{"device_id":"d1","metric":"spo2","value":85,"at":"2023-11-14T22:13:21Z","received_at":"2023-11-14T22:13:21Z"}],"raised_at":"2023-11-14T22:13:21Z","cleared_at":null,"seen_at":null,"incident_id":null,"version":1}');
CREATE TABLE rule_memory (
    device_id TEXT PRIMARY KEY,
    snapshot  BLOB NOT NULL
);
INSERT INTO rule_memory VALUES('d-c1',X'00ff01');
CREATE TABLE liveness (
    device_id TEXT PRIMARY KEY,
    seen_at   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);
INSERT INTO liveness VALUES('d-c1',1700000000000,'{"device_id":"d-c1","seen_at":"2023-11-14T22:13:20Z","online":true,"due_at":"0001-01-01T00:00:00Z"}');
CREATE TABLE turns (
    name  TEXT   PRIMARY KEY,
    owner TEXT   NOT NULL,
    until BIGINT NOT NULL
);
CREATE TABLE refusals (
    instance TEXT PRIMARY KEY,
    doc      TEXT NOT NULL
);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('goose_db_version',8);
CREATE INDEX journal_subject ON journal (noun, subject, seq);
CREATE INDEX journal_related ON journal (related, seq) WHERE related <> '';
CREATE INDEX centers_kind ON centers (kind, id);
CREATE INDEX households_region ON households (region_id, id);
CREATE INDEX elders_name ON elders (name, id);
CREATE INDEX elders_household ON elders (household_id);
CREATE INDEX elders_center ON elders (center_id) WHERE center_id <> '';
CREATE UNIQUE INDEX elders_id_number ON elders (id_number) WHERE id_number <> '';
CREATE INDEX sessions_staff ON sessions (staff_id);
CREATE INDEX devices_household ON devices (household_id);
CREATE INDEX devices_elder ON devices (elder_id) WHERE elder_id <> '';
CREATE INDEX devices_center ON devices (center_id) WHERE center_id <> '';
CREATE UNIQUE INDEX devices_address ON devices (gateway_id, address) WHERE address <> '';
CREATE INDEX views_subject ON views (noun, subject, at);
CREATE INDEX incidents_queue ON incidents (state, urgency, pressed_at);
CREATE INDEX incidents_elder ON incidents (elder_id, state);
CREATE INDEX incidents_household ON incidents (household_id, state);
CREATE INDEX incidents_device ON incidents (device_id, state);
CREATE INDEX incidents_ladder ON incidents (ladder_at) WHERE ladder_at IS NOT NULL;
CREATE INDEX incidents_second ON incidents (second_at) WHERE second_at IS NOT NULL;
CREATE INDEX incident_elders_elder ON incident_elders (elder_id);
CREATE INDEX calls_incident ON calls (incident_id, received_at);
CREATE INDEX calls_household ON calls (household_id, received_at);
CREATE INDEX feedback_due ON feedback (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX feedback_incident ON feedback (incident_id, at);
CREATE INDEX orders_queue ON orders (state, priority, created_at);
CREATE INDEX orders_elder ON orders (elder_id, created_at);
CREATE INDEX orders_incident ON orders (incident_id) WHERE incident_id <> '';
CREATE INDEX orders_worker ON orders (worker_id, state) WHERE worker_id <> '';
CREATE INDEX orders_accept ON orders (accept_by) WHERE accept_by IS NOT NULL;
CREATE INDEX notices_due ON notices (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notices_incident ON notices (incident_id, created_at);
CREATE INDEX notices_created ON notices (created_at);
CREATE INDEX beds_center ON beds (center_id, place);
CREATE UNIQUE INDEX beds_place ON beds (center_id, place);
CREATE UNIQUE INDEX beds_device ON beds (device_id) WHERE device_id <> '';
CREATE INDEX stays_center ON stays (center_id, admitted_at);
CREATE INDEX stays_elder ON stays (elder_id, admitted_at);
CREATE UNIQUE INDEX stays_one_bed ON stays (elder_id) WHERE discharged_at IS NULL;
CREATE UNIQUE INDEX stays_one_elder ON stays (bed_id) WHERE discharged_at IS NULL;
CREATE INDEX stay_beds_bed ON stay_beds (bed_id, since);
CREATE UNIQUE INDEX whereabouts_one ON whereabouts (elder_id) WHERE until IS NULL;
CREATE INDEX alerts_raised ON alerts (raised_at DESC, id DESC);
CREATE INDEX alerts_firing ON alerts (raised_at DESC, id DESC) WHERE cleared_at IS NULL;
CREATE INDEX alerts_device ON alerts (device_id, raised_at);
CREATE INDEX alerts_elder ON alerts (elder_id, raised_at) WHERE elder_id <> '';
CREATE INDEX alerts_unoffered ON alerts (raised_at) WHERE severity = 'critical' AND incident_id = '';
INSERT INTO turns VALUES('telemetry','sample',1780000000000);
COMMIT;
