// English. The words are those of words.md; a test holds the keys to zh.ts.
import { accessEn } from './access'
import { channelsEn, kinEn } from './channels'
import { asideEn } from './aside'
import { deskWorkEn } from './desk'
import { fenceEn } from './fence'
import { fileEn, fileWhatEn } from './file'
import { carehomeEn, carehomeWhatEn } from './carehome'
import { hotlineEn } from './hotline'
import { fieldDosesEn, fieldKeysEn } from './fieldKeys'
import { installEn } from './install'
import { accountsEn, accountWhatEn } from './accounts'
import { pagesEn } from './pages'
import { plansEn } from './plans'
import { assignEn } from './assign'
import { protectionEn } from './protection'
import { rosterEn } from './roster'
import { trainingEn } from './training'
import { sourcesEn } from './sources'
import { phoneEn } from './phone'
import { whereEn } from './where'
import { sceneEn, sceneFaultEn, sceneNoteEn, sceneWhatEn } from './scene'
import { sentencesEn, sentenceWhatEn } from './sentences'
import { visitsEn, visitWhatEn } from './visits'

export const en = {
  app: { name: 'Yian', slogan: 'Elder care for the county', language: '中文', skip: 'Skip to content' },
  nav: {
    medicine: 'Medicine and samples',
    roster: 'Duty roster',
    protection: 'Protection ledger',
    install: 'Fitting',
    tickets: 'Tickets',
    desk: 'The desk', orders: 'Orders', elders: 'Elders', devices: 'Devices', alerts: 'Alerts', day: "Manager's day", staff: 'Staff',
    golive: 'Go-live list', overview: 'Overview', system: 'System', journal: 'Journal', field: 'My orders', menu: 'Main menu',
  },
  navShort: {
    medicine: 'Medicine',
    roster: 'Roster',
    protection: 'Homes',
    install: 'Fitting',
    tickets: 'Tickets',
    desk: 'Desk', orders: 'Orders', elders: 'Elders', devices: 'Devices', alerts: 'Alerts', day: 'Today', staff: 'Staff',
    golive: 'Go-live', overview: 'Overview', system: 'System', journal: 'Journal', field: 'Orders',
  },
  role: { operator: 'Operator', supervisor: 'Supervisor', manager: 'Manager', worker: 'Worker', leader: 'Leader', admin: 'Admin', auditor: 'Auditor' },
  severity: { critical: 'Critical', warning: 'Warning', info: 'Info' },
  kind: {
    nobody_opened: 'nobody opened', meal_uncollected: 'meal not collected', sos: 'SOS press', pull_cord: 'Pull cord', fall: 'Fall', smoke: 'Smoke', gas: 'Gas', water_leak: 'Water leak', phone: 'Phone call', removed: 'Watch taken off', out_of_bed: 'Left the bed', alarm: 'Device alarm',
    test: 'Test press', alert: 'Alert', lost: 'May be lost',
  },
  incidentState: { open: 'Waiting', answered: 'Answered', dispatched: 'Dispatched', arrived: 'On scene', closed: 'Closed' },
  orderState: {
    requested: 'Requested', queued: 'Queued', assigned: 'Assigned', accepted: 'Accepted', on_the_way: 'On the way', arrived: 'Arrived',
    completed: 'Completed', cancelled: 'Cancelled', failed: 'Failed',
  },
  service: {
    meal: 'Meal', bathing: 'Bathing', cleaning: 'Cleaning', medical: 'Medical', emergency: 'Emergency', appointment: 'Appointment', shopping: 'Shopping',
    companionship: 'Companionship', visit: 'Check-up visit', repair: 'Repair', drill: 'Drill',
  },
  source: { operator: 'Operator', panel: 'Green key', alert: 'Alert', incident: 'Incident', plan: 'Plan', proof: 'Proof due' },
  outcome: {
    emergency_fall: 'Emergency: fall', emergency_illness: 'Emergency: illness', emergency_fire_gas: 'Emergency: fire or gas', emergency_lost: 'Emergency: lost person',
    emergency_mental: 'Emergency: mental', emergency_other: 'Emergency: other', help: 'Ordinary help', child: 'Pressed by a child', by_mistake: 'Pressed by mistake',
    device_fault: 'Device fault', test: 'Test press', drill: 'Drill', nuisance: 'Nuisance', nobody_home: 'Nobody home', deceased: 'Deceased',
  },
  whereabouts: {
    home: 'At home', out: 'Out', staying: 'Staying with relatives', day_care: 'Day care', hospital: 'In hospital', center: 'In the home', leave: 'On leave', lost: 'Lost',
    deceased: 'Deceased', unknown: 'Unknown',
  },
  reach: { talk: 'Can talk', device: 'Through the device', message: 'By message', send: 'Cannot talk: send at once', none: 'Way to reach not recorded' },
  feedback: { received: 'Received', answered: 'Someone answered', dispatched: 'Help is sent', arrived: 'Help is here', closed: 'Settled' },
  centerKind: { guidance: 'Guidance centre', care_home: 'Care home', day_care: 'Day-care centre', branch: 'Village branch', station: 'Village station', rehab: 'Medical rehabilitation' },
  metric: {
    heart_rate: 'Heart rate', spo2: 'SpO₂', systolic: 'Systolic', diastolic: 'Diastolic', body_temperature: 'Body temp.', glucose: 'Glucose', respiration: 'Respiration',
    weight: 'Weight', steps: 'Steps', motion: 'Motion', contact_open: 'Door', bed_occupied: 'Bed', fall: 'Fall', smoke: 'Smoke', gas: 'Gas',
    water_leak: 'Water leak', co: 'CO', temperature: 'Room temp.', humidity: 'Humidity', power: 'Power', illuminance: 'Light', battery: 'Battery', rssi: 'Signal', linkquality: 'Link quality', battery_low: 'Low battery', tamper: 'Tamper', mains_lost: 'Mains', removed: 'Worn',
    latitude: 'Latitude', longitude: 'Longitude', accuracy: 'Accuracy', gsm_signal: 'Mobile signal', fence_distance: 'From the centre',
  },
  unit: { bpm: 'bpm', rpm: '/min' },
  metricOn: { motion: 'moving', contact_open: 'open', bed_occupied: 'in bed', fall: 'fallen', smoke: 'alarm', gas: 'alarm', water_leak: 'alarm', battery_low: 'low', tamper: 'tampered', mains_lost: 'lost', removed: 'not worn' },
  metricOff: { motion: 'still', contact_open: 'shut', bed_occupied: 'not in bed', fall: 'none', smoke: 'normal', gas: 'normal', water_leak: 'normal', battery_low: 'normal', tamper: 'normal', mains_lost: 'on', removed: 'worn' },
  deviceKind: {
    sos_button: 'SOS button', pull_cord: 'Pull cord', home_panel: 'Home panel', panel: 'Home panel', fall_radar: 'Fall radar', radar: 'Fall radar', bed_sensor: 'Bed sensor',
    wristband: 'Wristband', watch: 'Watch', gps_watch: 'GPS watch', wearable: 'Wristband', smoke_detector: 'Smoke detector', smoke: 'Smoke detector', gas_detector: 'Gas detector', gas: 'Gas detector', water_leak: 'Water leak sensor', door_contact: 'Door contact',
    contact: 'Door contact', motion_sensor: 'Motion sensor', motion: 'Motion sensor', env_sensor: 'Climate sensor', temperature: 'Climate sensor', gateway: 'Gateway', zigbee2mqtt: 'Zigbee gateway',
    chirpstack: 'LoRaWAN (ChirpStack)', thethingsstack: 'LoRaWAN (The Things Stack)', milesight_lorawan: 'LoRaWAN (Milesight)', tasmota: 'Tasmota device', shelly: 'Shelly device', ble_theengs: 'Bluetooth gateway', owntracks: 'OwnTracks', espresense: 'ESPresense', rtl_433: '433 MHz receiver', xiaomi_gateway3: 'Xiaomi gateway', homeassistant_discovery: 'Home Assistant', sleepace_bed: 'Sleepace belt', clife_mattress: 'Clife mattress', perceptor_radar: 'Radar platform', aliyun_alink: 'Aliyun IoT', onenet_studio: 'OneNET', ctwing_aep: 'CTWing AEP', telecom_oceanconnect: 'OceanConnect', huawei_iotda: 'Huawei IoTDA', das_aiot: 'DAS IoT', emqx_fabric: 'EMQX Fabric', iotfast: 'IoTFast',
    blood_pressure: 'Blood pressure monitor', glucose_meter: 'Glucose meter',
    oximeter: 'Oximeter', thermometer: 'Thermometer', scale: 'Scale', plug: 'Smart plug',
  },
  dryWhat: { request: 'request', confirm: 'confirmation', result: 'answer to a command', online: 'online', offline: 'offline', heartbeat: 'heartbeat' },
  reason: {
    not_json: 'Not JSON', unknown_device: 'Unknown device', foreign_child: "Another gateway's child", wrong_type: 'Wrong type', out_of_range: 'Out of range',
    too_large: 'Too large', unknown_topic: 'Unknown topic', unknown_kind: 'Unknown kind of call', unknown_command: 'No such command', device_fault: 'Device reports a fault',
  },
  lamp: { telephony: 'Phone', sms: 'SMS', devices: 'Devices', database: 'Record', redis: 'Queue', influx: 'Readings', mqtt: 'Broker', up: 'up', down: 'down', none: 'not set up' },
  dependency: { clock: 'Clock', database: 'Record', records: 'Record', redis: 'Queue', queue: 'Queue', influx: 'Readings store', readings: 'Readings store', mqtt: 'Message broker', broker: 'Message broker', devices: 'Devices', telephony: 'Telephony', sms: 'SMS', webhook: 'Notice webhook', door: 'Device accounts' },
  ago: {
    now: 'just now', seconds: '{{count}} s ago', minutes: '{{count}} min ago', hours: '{{count}} h ago', days: '{{count}} d ago', never: 'never',
    data: 'Data {{ago}}', stale: 'Data is old: {{ago}}',
  },
  common: {
    remove: 'Remove',
    nowhere: 'There is no such page', nowhereHint: 'The address may be mistyped, or an old bookmark.', home: 'Go to the first page',
    loading: 'Loading…', retry: 'Retry', refresh: 'Refresh', save: 'Save', cancel: 'Cancel', close: 'Close', back: 'Back', search: 'Search',
    all: 'All', none: 'None', unknown: 'Unknown', years: '{{count}} y', unknownPerson: 'Unknown elder', note: 'Note', name: 'Name', phone: 'Phone', time: 'Time',
    region: 'Region', center: 'Centre', wholeCounty: 'Whole county', state: 'State', kind: 'Kind', required: 'Required', done: 'Done',
    page: 'Next page', first: 'First page', shown: '{{n}} shown', onPage: '{{n}} on this page', colon: ': ', and: '; ', comma: ', ', minutes: '{{n}} min', hours: '{{n}} h', days: '{{n}} d', seconds: '{{n}} s', today: 'today {{at}}', tomorrow: 'tomorrow {{at}}',
    optional: 'Optional', choose: 'Choose', noPhone: 'No phone recorded',
  },
  error: {
    offline: 'The server cannot be reached; check the network', unknown: 'Something went wrong: {{detail}}', forbidden: 'Your role may not do this', notFound: 'Not found, or outside your area', render: 'This page failed',
    renderHint: 'Reload to try again; other pages are not affected.', 
  },
  link: { lost: 'The link to the server has been lost for {{for}}; what you see may be out of date. Take calls by telephone.', unattended: 'Nobody is on duty: calls go straight to the telephone', unheard: 'Nobody is on duty and no telephone can be rung: a call now is heard by nobody. Begin duty at once', down: '{{names}} down', substitute: 'substitute telephones: {{phones}}' },
  demo: { band: 'Demo data · time runs {{speed}}× faster', plain: 'Demo data', staffOn: 'The demo staff answer and dispatch by themselves', staffOff: 'The demo staff rest; it is yours', rest: 'I take over', work: 'Let the demo staff work' },
  session: {
    title: 'Sign in', username: 'User name', password: 'Password', signIn: 'Sign in', signOut: 'Sign out', wrong: 'User name or password is wrong', 
    changeTitle: 'Change your password first', changeHint: 'This is an initial password. Change it to go on.', old: 'Old password', new: 'New password', again: 'New password again', mismatch: 'The two do not match', short: 'At least 8 characters', change: 'Change password',
    lan: "Runs inside the county's network and never visits the internet.",
  },
  desk: {
    title: 'The desk', begin: 'Begin duty', end: 'End duty', onDuty: 'On duty', seat: 'Seat', seatDefault: 'Seat 1', nobody: 'Nobody on duty', since: 'since {{at}}',
    reinforce: 'Reinforce', reinforced: 'Supervisor and county desk are being rung', soundTested: 'Sound tested {{at}}', soundNever: 'Sound not tested', soundLocked: 'Sound is locked: press any key or click, then calls will ring', soundNone: 'This machine has no sound', notOnDuty: 'You have not begun duty; calls will not ring here',
    waiting: 'Waiting', mine: 'Mine', others: "Others'", missed: 'Missed calls', late: 'Late', unaware: 'Elder unaware', oldest: 'longest',
    waitingEmpty: 'Nothing is waiting', mineEmpty: 'You have no incident in hand', answer: 'Answer', answerFirst: "The elder's record opens after answering", 
    pick: 'Choose an incident, or press F2 to answer the most urgent', pickHint: 'New calls join the queue on the left and never take over what you are doing.', repeats: '{{n}} presses', second: 'Also lives here: {{name}}', lateBy: 'came in {{for}} late', trial: 'Trial', ringAgain: 'again', ringsAgain: 'The elder pressed again: answer first', ringsFor: '{{why}}: answer first', actBy: 'rings again in {{for}} unless somebody acts', pressedTimes: 'pressed again, times: {{n}}', askWho: 'ask who it is', otherElder: 'Other: type a name', limit: { '1': 'over 10 s', '2': 'over 15 s', '3': 'over 1 min', '4': 'over 3 min' }, by: 'with {{name}}',
    lost: '{{name}} has taken it', lostGone: 'Someone else has taken it', someone: 'a colleague', answeredBy: '{{name}} answered {{who}}', arrived: 'New incident: {{kind}}, {{who}}, {{village}}', sincePress: 'since the press', howToReach: 'How to reach', directions: 'How to find it', noVital: 'No oxygen, insulin, anticoagulant or allergy on file', conditions: 'Conditions',
    whoIsIt: 'Who is calling?', unknownWho: 'Unknown caller: ask who and where first', openFile: 'Full record', script: 'Ask', talk: 'Talk', keyHolder: 'Key holder', send: 'Send', ambulance: '120', fire: '119', police: '110', heard: 'Heard', seen: 'Seen', noAnswer: 'No reply', handed: 'Handed over', escalate: 'Escalate', noteKey: 'Note', reopen: 'Reopen',
    timeline: 'Timeline', noteHint: 'What you heard and did (Enter saves)', draft: 'Draft kept', whoCanGo: 'Who can go', source_worker: 'worker', source_station_keeper: 'station keeper', source_key_holder: 'key holder', source_host: 'host', source_contact: 'contact', noResponders: 'Nobody nearby can go', noRespondersHint: 'Alt+Z escalates', hasKey: 'Has key', smart: 'smartphone', plain: 'plain phone', minutes: 'min', accepted: 'accepted', sendThis: 'Send {{name}}', sent: '{{name}} sent; waiting for acceptance', called: '{{name}} called', contacts: 'Contacts', noContacts: 'No contact on file: village committee, township duty', contactsLater: 'Shown once you know who it is', mayDecide: 'may decide', mayKnow: 'may know', heardTitle: 'What the elder has heard', heardNone: 'No feedback has been delivered yet', heardSent: '{{what}}: not confirmed, tries: {{n}}', heardConfirmed: 'Heard: {{what}}', readings: 'Latest readings', noReadings: 'No readings', helpOnWay: '{{what}} called',
    close: 'Close', closeHint: 'Outcome', closeNote: 'Explanation', closeReason: 'Why it was a false call', missing: 'Cannot close yet: ', ready: 'Ready to close', closed: 'Closed', closedHint: 'May be reopened within 24 h', dialed: 'Called, record it', notComing: 'Not coming after all', dialTitle: 'Call {{what}}', readOut: 'Read this out', talkTitle: 'How did you reach the elder', answered: 'Reached', notAnswered: 'No answer', way_call: 'By phone', way_device: 'Through the device', way_message: 'By message', seenTitle: 'Who saw the elder', handedTitle: 'Handed over to', record: 'Record', ladderNext: 'next step in {{for}}', second_ladder: 'No reply: step {{n}}', queue: 'Queue of incidents', current: 'In hand', side: 'Who can go', keys: 'Keys', answerFirstKey: 'Answer the most urgent', chooseKey: 'Choose in the lists', answerKey: 'Answer the chosen one', actKey: 'Talk, key holder, send and so on', callKey: 'see the call that rings',
  },
  scene: sceneEn,
  where: whereEn,
  help: { key_holder: 'key holder', contact: 'contact', '120': '120 ambulance', '119': '119 fire', '110': '110 police', station_keeper: 'station keeper' },
  missing: { second_call: 'help was refused: the second call is owed', not_answered: 'not answered yet', ringing: 'it rings again, answer first', not_contacted: 'nobody has seen or heard the elder yet', not_tried: 'nobody has tried to reach the elder in the file’s way, or been sent', outcome: 'no outcome chosen', note: 'a false call needs a reason' },
  script: {
    sos: '“Hello, this is the duty desk. What is wrong? If you can speak, say yes; if not, press once more.”', pull_cord: '“Hello, this is the duty desk. Do you need a hand, or are you unwell?”', fall: '“Have you fallen? Do not move yet. Where does it hurt? Did you hit your head?”',
    smoke: '“Leave the house now and touch no switch. Are you out? Is anybody else inside?”', gas: '“Leave the house now, touch no switch, light nothing. Are you out?”', water_leak: '“Water is leaking. Are you all right? Mind the wet floor; can you close the main tap?”', phone: '“Hello, elder care hotline. Who is calling, and where are you?”', removed: '“Hello, duty desk. The watch says that it was taken off. Is the elder with you? Please help to put it on again.”', out_of_bed: '“Hello, duty desk. You have been out of bed for a while. Are you all right? Do you need help?”', alarm: '“Hello, duty desk. A device in your home raised an alarm. Are you all right? Do you need help?”',
    lost: '“Hello, duty desk. Where and when was the elder seen last? What are they wearing? Which way did they go?”', alert: '“Hello, we noticed a change in your readings. How do you feel?”', test: '“This is a test press. Can you hear me?”', silent: 'Cannot talk: one press is “yes”, two presses are “no”.',
  },
  what: {
    ...visitWhatEn,
    ...carehomeWhatEn,
    ...sceneWhatEn,
    ...fileWhatEn,
    ...accountWhatEn,
    ...sentenceWhatEn,
    'device.moved': 'suspected of having been moved', 'device.old_credential_ended': 'old secret ended',
    'plan.saved': 'Plan written', 'plan.paused': 'Plan paused', 'plan.resumed': 'Plan resumed', 'plan.ended': 'Plan ended', 'plans.created': 'Plans made', 'kitchen.saved': 'Kitchen written', 'activity.signed': 'Activity sign-in', 'outreach.begun': 'Outreach begun', 'outreach.noted': 'Outreach noted', 'outreach.closed': 'Outreach closed',
    'offering.saved': 'Catalogue row entered',
    'incident.late_explained': 'Late answer explained', 'ticket.taken': 'Ticket taken down', 'ticket.accepted': 'Ticket taken up', 'ticket.noted': 'Ticket noted', 'ticket.answered': 'Ticket answered', 'ticket.closed': 'Ticket closed', 'ticket.reopened': 'Ticket reopened', 'ticket.extended': 'Ticket extended', 'ticket.reclassified': 'Ticket corrected', 'ticket.referred': 'Number elsewhere noted', 'ticket.overdue': 'Ticket overdue', 'article.written': 'Article written', 'article.approved': 'Article approved', 'article.retired': 'Article retired', 'follow_up.drawn': 'Follow-up drawn', 'follow_up.asked': 'Follow-up asked for', 'follow_up.called': 'Follow-up called', 'follow_up.said': 'Said in a follow-up', 'follow_up.cancelled': 'Follow-up cancelled', 'audit.drawn': 'Audits drawn', 'audit.done': 'Audited', 'audit.replied': 'Audit replied to',
    'incident.installer_pressed': 'the installer says it was a test', 'installation.begun': 'fitting begun', 'installation.consented': 'consent', 'installation.entry_settled': 'entry settled', 'installation.keys_noted': 'keys noted', 'installation.claimed': 'device claimed', 'installation.press_asked': 'press started', 'installation.press_ours': 'press confirmed', 'installation.heard': 'device heard', 'installation.address_read': 'address read', 'installation.abandoned': 'fitting ended', 'device.claims_issued': 'claim codes made', 'device.retired': 'device retired',
    'source.created': 'source created', 'source.changed': 'source changed', 'source.enabled': 'source switched on', 'source.disabled': 'source switched off',
    'incident.opened': 'call for help', 'incident.answered': 'answered', 'incident.answered_again': 'answered again', 'incident.taken_over': 'taken over', 'incident.noted': 'note', 'incident.escalated': 'escalated', 'incident.second_ladder': 'no reply, next step', 'incident.dispatched': 'dispatched', 'incident.arrived': 'on scene', 'incident.closed': 'closed', 'incident.reopened': 'reopened', 'incident.restored': 'restored from a backup, waits for a person', 'record.restored': 'the record restored from a backup', 'incident.contacted': 'elder reached', 'incident.attempted': 'tried to reach', 'incident.no_answer': 'elder does not reply', 'incident.help': 'help called', 'incident.elder_named': 'caller identified', 'incident.heard': 'elder has heard', 'incident.pressed_again': 'pressed again', 'incident.second_person': 'a second person calls', 'incident.orphan': 'device not registered', 'incident.clock_skew': 'device clock is wrong', 'incident.alert_joined': 'alert joined', 'incident.nobody_on_the_way': 'nobody on the way, back to answered', 'incident.nobody_acted': 'nobody acted in time', 'incident.phone_accepted': 'took it on by telephone', 'notice.delivered': 'notice delivered', 'notice.answered': 'picked up', 'notice.accepted': 'pressed 1: accepted', 'notice.declined': 'pressed 2: declined', 'notice.no_answer': 'not picked up', 'notice.busy': 'busy', 'incident.help_failed': 'help does not come',
    'incident.phoned': 'telephoned', 'incident.opened_afterwards': 'entered later', 'incident.linked': 'same cause', 'incident.unlinked': 'another cause', 'incident.asked': 'asked', 'incident.ambulance': '120 sheet', 'incident.ambulance_printed': '120 sheet printed', 'shift.offered': 'desk handed over', 'shift.taken': 'desk taken over', 'desk.book_printed': 'emergency book printed', 'phone.ringing': 'call rings', 'phone.answered': 'call answered', 'phone.ended': 'call ended', 'phone.missed': 'call missed', 'phone.abandoned': 'caller hung up', 'phone.busy': 'line busy', 'phone.silent': 'nothing more heard of the call', 'phone.told': 'call updated', 'phone.called_again': 'called again', 'phone.settled': 'call back settled', 'phone.overdue': 'call back overdue, supervisor rung', 'phone.tried': 'called back, no answer', 'phone.requested': 'call asked for', 'phone.no_answer': 'no answer', 'phone.failed': 'call failed', 'phone.entered': 'call entered', 'phone.entered_afterwards': 'call entered later', 'phone.noted': 'note of a call', 'phone.elder_named': 'caller identified', 'phone.nuisance': 'marked as nuisance', 'phone.no_nuisance': 'nuisance mark taken back', 'phone.order_made': 'order from a call', 'phone.incident_made': 'incident from a call',
    'order.created': 'order made', 'order.assigned': 'assigned', 'order.accepted': 'accepted', 'order.departed': 'on the way', 'order.arrived': 'arrived', 'order.completed': 'completed', 'order.cancelled': 'cancelled', 'order.failed': 'failed', 'order.returned': 'back to the queue', 'order.queued': 'queued', 'order.requested': 'requested', 'order.declined': 'declined', 'order.lapsed': 'nobody accepted, back to the queue', 'order.reoffered': 'offered to the next', 'round.planned': 'laid out', 'round.changed': 'round changed', 'round.sent': 'round sent', 'round.dropped': 'round dropped', 'order.set_aside': 'set aside for a decision', 'order.elder_named': 'elder identified',
    'notice.sent': 'notified', 'notice.failed': 'notice not delivered', 'notice.made': 'notice made', 'number.tried': 'number tried', 'number.verified': 'number verified', 'roster.checked': 'chain of the roster checked', 'setting.training_seat': 'made a training seat', 'notice.copied': 'text beside the ring', 'notice.tested': 'test notice', 'desk.reinforced': 'reinforcement', 'device.tested': 'test press', 'elder.created': 'elder created', 'elder.changed': 'elder changed', 'elder.imported': 'elders imported', 'elder.fence_set': 'fence set', 'elder.fence_changed': 'fence changed', 'elder.fence_removed': 'fence removed', 'staff.created': 'account created', 'staff.changed': 'account changed', 'staff.disabled': 'account disabled', 'staff.enabled': 'account enabled', 'staff.imported': 'accounts imported', 'staff.password': 'password reset', 'staff.password_changed': 'password changed', 'device.created': 'device registered', 'device.changed': 'device changed', 'device.revoked': 'device revoked', 'device.commanded': 'command sent', 'device.located': 'position looked up', 'device.command_confirmed': 'command done', 'device.command_failed': 'command failed', 'device.command_expired': 'command expired', 'device.credential_issued': 'credential issued', 'device.imported': 'devices imported', 'household.created': 'household created', 'household.changed': 'household changed', 'household.imported': 'households imported', 'center.created': 'centre created', 'center.changed': 'centre changed', 'center.imported': 'centres imported', 'region.created': 'region created', 'region.changed': 'region changed', 'region.imported': 'regions imported', 'bed.created': 'bed entered', 'bed.changed': 'bed changed', 'bed.imported': 'beds imported', 'stay.admitted': 'admitted', 'stay.left': 'on leave', 'stay.hospitalised': 'to hospital', 'stay.returned': 'returned', 'stay.discharged': 'discharged', 'stay.moved': 'moved', 'stay.undone': 'undone', 'whereabouts.changed': 'whereabouts changed', 'setting.went_live': 'went live', 'alert.raised': 'alert', 'alert.offered': 'alert became an incident', 'alert.cleared': 'alert cleared', 'alert.seen': 'alert seen',
  },
  noteWord: {
    ...sceneNoteEn,
    fence: 'left the fence',
    heard: 'answered in person', seen: 'seen by', handed_over: 'handed over to', call: 'by phone', device: 'through the device', message: 'by message', answered: 'reached', no_answer: 'no answer', key_holder: 'key holder', supervisor: 'supervisor', station_keeper: 'station keeper', township_duty: 'township duty', contact: 'contact', county_desk: 'county desk', seat: 'seat', village_committee: 'village committee', operator: 'operator', worker: 'worker', manager: 'manager', leader: 'leader', admin: 'administrator', auditor: 'auditor', operators: 'operators',
  },
  orders: {
    calledOff: 'Comes back', calledOffBy: { plan: 'when the plan wants it again', away: 'when the elder is back' },
    title: 'Orders', new: 'New order', open: 'Open', over: 'Over', service: 'Service', elder: 'Elder', worker: 'Worker', due: 'Due', created: 'Created', source: 'Source', empty: 'No orders', emptyHint: 'They appear when an elder presses the green key, or when you make one here.', assign: 'Assign', reassign: 'Reassign', cancel: 'Cancel order', cancelReason: 'Why cancel', fail: 'Failed', failReason: 'Why it failed', accept: 'Accept for worker', depart: 'Depart for worker', arrive: 'Arrive for worker', complete: 'Complete for worker', onBehalf: 'Entered for the worker, on the word of their phone call', history: 'History', none: 'Unassigned', dueNone: 'As soon as possible', overdue: 'Overdue', declined: '{{n}} let it go', chooseElder: 'Type a name to find the elder', chooseWorker: 'Choose a worker (none: it is queued)', openOrders: '{{n}} in hand', choose: 'Choose an order to see its history', chooseHint: 'Click a row; assign, reassign and cancel are done here.', chooseNext: 'Choose a worker', ended: 'Ended', result: 'Result', incident: 'From incident', 
  },
  elders: {
    mains: 'Lives by a device from the mains (oxygen, ventilator, electric bed); first in a power cut', mainsShort: 'by the mains', hazards: 'Hazards of the place',
    edit: 'Edit', addContact: 'Add a contact',
    title: 'Elders', new: 'New elder', searchHint: 'Name, nickname, village, phone', empty: 'No elders yet', emptyHint: 'Register a household first, then its elders.', noMatch: 'Nobody matches', noMatchHint: 'Try another word, or register a new elder.', name: 'Name', age: 'Age', gender: 'Gender', female: 'Female', male: 'Male', born: 'Born', phone: 'Phone', village: 'Village', household: 'Household', reach: 'How to reach', reachNotes: 'Hearing, speech, dialect', vital: 'Life-deciding', vitalHint: 'oxygen, insulin, anticoagulants, allergies', conditions: 'Conditions', diet: 'Diet', record: 'Record', curves: 'Curves of readings', contacts: 'Contacts', relation: 'Relation', whereabouts: 'Whereabouts', whereaboutsSet: 'Change whereabouts', whereaboutsSince: 'since {{at}}', returnAt: 'Expected back', place: 'Where', devices: 'Devices', noDevices: 'No devices', noDevicesHint: 'Register one on the devices page and issue its credential.', latest: 'Latest readings', noLatest: 'No readings', noLatestHint: 'Curves appear once a device reports.', range: 'Range', h6: '6 h', h24: '24 h', d7: '7 d', d30: '30 d', y1: '1 y', y5: '5 y', fromHours: 'from hourly summaries', curveMean: 'Mean', curveBand: 'Min–max', curveEmpty: 'No data in this range', curveCount: 'points: {{n}}, readings: {{m}}', newHousehold: 'New household', householdHint: 'Find or create a household', address: 'Address', directions: 'How to find it (as villagers say)', keyHolder: 'Key holder', keyPhone: "Key holder's phone", station: 'Station', recentTickets: 'Tickets', recentOrders: 'Orders', keyHolderNone: 'No key holder on file', notForButtons: 'Whereabouts guide rules, meals and visits; buttons always ring.',
  },
  devices: {
    title: 'Devices', homes: 'Press test by home', list: 'All devices', refused: 'Refused messages', new: 'Register device', empty: 'No devices yet', emptyHint: 'Register one, issue its credential, then press once to test.', id: 'Device id', kind: 'Kind', where: 'Installed at', gateway: 'Gateway', battery: 'Battery', signal: 'Signal', seen: 'Last seen', online: 'Online', offline: 'Offline', neverSeen: 'Never seen', revoked: 'Revoked', credential: 'Issue credential', credentialOnce: 'The secret is shown only once: write it down or put it into the device.', username: 'User name', password: 'Password', revoke: 'Revoke', revokeAsk: 'Click again to revoke', searchHint: 'Id, name, address', home: 'Home', elders: 'Elders', count: 'Devices', lastProof: 'Last proven press', proofNever: 'Never proven', proofDue: 'over 31 days', homesDue: 'To do', proofNext: 'Next step', homesSummary: 'Homes proven within 31 days', homesEmpty: 'No home has a device yet', homesEmptyHint: 'Register household and elder, then the device.', refusedSummary: 'Totals by reason', why: 'Reason', refusedEmpty: 'No refused messages', refusedEmptyHint: 'Everything the devices sent could be used.', topic: 'Topic', detail: 'What to do', bytes: 'Bytes', elder: 'Elder', power: 'Power', mains: 'Mains', power_battery: 'Battery', address: 'Address at gateway', address_hint: 'IEEE address or friendly name', shared: 'Shared', noHousehold: 'No household', liveness: 'Liveness', next: { switch_on: 'Switch the device on', check_device: 'Check the silent device', test_press: 'Ask for a test press' },
  },
  alerts: {
    repair: 'Repair', repairOrder: 'Order {{number}}, {{state}}', behind: '{{n}} behind it unheard', area: '{{n}}/{{of}} silent', own: { fence: 'Left the fence', offline: 'Device offline', gateway_offline: 'Gateway offline', area_offline: 'Area offline', moved: 'Moved?' }, title: 'Alerts', people: 'Elders', technical: 'Devices', rules: 'Rules', firing: 'Firing', cleared: 'Cleared', all: 'All', see: 'Mark seen', seen: 'Seen by {{name}} {{at}}', empty: 'No alert is firing', emptyHint: 'The rules are on their own tab; an administrator edits the files.', raised: 'Raised', clearedAt: 'Cleared', readings: 'Evidence', threshold: 'limit {{value}}', rule: 'Rule', ruleEmpty: 'No rule is on', ruleEmptyHint: 'Check the rule files.', goIncident: 'Incident', metric: 'Metric', condition: 'Condition', for: 'For', severity: 'Severity', ruleTitle: 'Title', elder: 'Elder', off: 'off', onlyWhen: 'Only when', present: 'elder is at home',
  },
  staff: {
    title: 'Staff', new: 'New account', empty: 'No accounts yet', emptyHint: 'Begin with operators and workers.', username: 'User name', usernameHint: 'Letters and digits; never changes', role: 'Role', password: 'Initial password', mustChange: 'Must change it at first sign-in', lastSeen: 'Last seen', disabled: 'Disabled', disable: 'Disable', enable: 'Enable', reset: 'Reset password', resetDone: 'Password reset', skills: 'Services (none: all)', scope: 'Scope',
  },
  day: {
    title: "Manager's day", choose: 'Choose a centre', sentence: 'In the home today {{inHouse}}/{{commissioned}} (commissioned beds), on leave {{leave}}, in hospital {{hospital}}, admitted {{admitted}}, due back today {{due}}.', planned: '{{n}} planned and {{b}} blocked beds are not counted.', night: 'Since last night', calls: 'calls: {{n}}', callsFast: '{{n}}/{{total}} answered within 15 s', falls: 'falls: {{n}}', silent: 'Silent devices {{n}}/{{total}}', nothing: 'None', nothingSilent: '“None” cannot be said: {{n}}/{{total}} devices are silent', noDevices: 'No devices are registered here, so the platform does not know about last night', mismatch: 'Does not agree', mismatchNone: 'Bed sensors and register agree', mismatchSome: 'The {{n}}/{{total}} that spoke agree with the register', mismatchUnknown: 'No bed sensors to compare with', sensors: '{{n}} bed sensors', overdue: 'overdue', today: 'today', days: '{{n}} d', bed_used_while_away: 'registered away, bed in use', empty_bed_used: 'free bed in use', sensor_silent: 'bed sensor silent', shift: 'On shift', shiftNone: 'Nobody is on shift', shiftNoneHint: 'Ask them to sign in, or have an account created.', dueBack: 'Due back today', dueBackNone: 'Nobody', board: 'Bed board', stays: 'In the home', noneCommissioned: 'This centre has no commissioned bed.', seen: 'seen', floor: 'Floor {{floor}}', free: 'Free', inBed: 'in bed', outOfBed: 'out of bed', sensorNone: 'no sensor', blocked: 'Blocked', plannedBed: 'Planned', leave: 'Leave', hospital: 'Hospital', return: 'Return', move: 'Move', discharge: 'Discharge', admit: 'Admit', pickFree: 'Tap a free bed for {{name}}', pickElder: 'Choose the elder', undo: 'Undo', undoLeft: 'undo within {{for}}', did: '{{name}}: {{what}}', tapHint: 'Tap a person, then an action; undo for 10 minutes.', noCenter: 'No centres yet', noCenterHint: 'Create centres and beds from the go-live list.', noBeds: 'This centre has no beds yet', noBedsHint: 'Register beds and this becomes the board.', print: 'Print', addBed: 'Register bed', floorField: 'Floor', roomField: 'Room', bedField: 'Bed', occupied: 'Occupied {{n}}/{{total}} (commissioned beds)',
  },
  visits: visitsEn,
  accounts: accountsEn,
  sentences: sentencesEn,
  field: {
    hello: 'Hello, {{name}}', none: 'No orders now', noneHint: 'New ones appear here and the phone vibrates.', available: 'Free to take', mine: 'In hand', unsent: 'Not uploaded {{n}}', allSent: 'All uploaded', rejectedHint: 'Not accepted: {{why}}', dismiss: 'Understood', offline: 'No signal: kept on this phone', retry: 'Try again', claim: 'Take it', accept: 'Accept', depart: 'Set out', arrive: 'I am there', complete: 'Done', doorClosed: 'Nobody opens', fail: 'Cannot do it', due: 'by {{at}}', planned: 'on the route {{at}}', asap: 'As soon as possible', emergency: 'Emergency', eta: 'How soon', etaMinutes: '{{n}} min', next: '{{n}} more', why: 'Reason', reason_nobody: 'Nobody opened', reason_refused: 'The elder no longer wants it', reason_cannot: 'I cannot go', key: 'Key holder', decline: 'Decline', 
  },
  access: accessEn,
  channels: channelsEn,
  kin: kinEn,
  aside: asideEn,
  roster: rosterEn,
  training: trainingEn,
  hotline: hotlineEn,
  carehome: carehomeEn,
  pages: pagesEn,
  fieldKeys: fieldKeysEn,
  fieldDoses: fieldDosesEn,
  install: installEn,
  protection: protectionEn,
  assign: assignEn,
  plans: plansEn,
  sources: sourcesEn,
  phone: phoneEn,
  work: deskWorkEn,
  fence: fenceEn,
  file: fileEn,
  golive: {
    title: 'Go-live list', hint: 'One step after another; each ticks itself when done.', progress: '{{n}}/{{total}} done', golive: 'Go live', goliveHint: 'Data entered before is marked as trial: it leaves all figures, its journal stays.', live: 'Live since {{at}}', go: 'Do it', look: 'Open', count: '{{count}} so far', confirm: 'Click again to go live',
    step: { regions: 'Regions', centers: 'Centres', staff: 'Staff', roster: 'Duty', household: 'First home', device: 'First device', press: 'First test press', order: 'First order' },
    stepHint: { regions: 'Codes and names of county, townships, villages', centers: 'Care homes, day-care centres, stations', staff: 'Accounts for operators, workers, managers', roster: 'Who is on duty: each line of the roster, and the registered telephones of county and townships; they ring when nobody answers', household: 'Address, how to find it, who has the key, how to reach the elder', device: 'Register it and issue a credential', press: 'Press once at home and hear “received”', order: 'Send one and see it completed' },
    toRoster: 'By shifts and persons: open the roster', addRegion: 'Add region', addCenter: 'Add centre', dutyName: 'Duty contact', code: 'Division code', codeHint: 'county 6, township 9, village 12 digits', regionName: 'Name', centerName: 'Name of the centre', added: '{{name}} added', regionKind: { county: 'County', township: 'Township', village: 'Village' },
  },
  overview: {
    title: 'Overview', openNow: 'Incidents not closed', waitingNow: 'waiting', occupancy: 'Bed occupancy', occupancyHint: 'occupied / commissioned beds', homesProven: 'Proven within 31 days', devicesOnline: 'Devices online', answered15: 'Answered within 15 s today', ordersToday: 'Orders completed today', noData: 'No data', townships: 'Townships', noTownships: 'No regions yet', recent: 'Closed lately', alertsFiring: 'Alerts firing', bySite: 'Beds by centre', inHouse: 'In house',
  },
  system: {
    title: 'System', dependencies: 'Dependencies', queues: 'Orders queued', queueEmpty: 'Nothing queued', notices: 'Notices', noticesEmpty: 'No notice has been sent yet', noticesEmptyHint: 'Send a test above to prove a channel.', version: 'Version', started: 'Started', up: 'up', down: 'down', none: 'not set up', receiver: 'Receiver', text: 'Text', attempts: 'Tries', result: 'Result', done: 'delivered {{at}}', failed: 'given up', pending: 'waiting', link: 'This console and the server', linkUp: 'connected', linkDown: 'link lost', kind: { ring: 'Ring', message: 'Message', connect: 'Connect', test: 'Test' }, receiverRole: { worker: 'worker', supervisor: 'Supervisor', station_keeper: 'Station keeper', township_duty: 'Township duty', contact: 'Contact', county_desk: 'County desk', seat: 'Seat', village_committee: 'Village committee', operator: 'Operator' },
  },
  journal: { title: 'Journal', hint: 'Every line is chained to the one before; tampering shows. Check it with: yian journal --check', seq: 'No.', by: 'Who', what: 'Did what', subject: 'To which', empty: 'The journal is empty', emptyHint: 'Every change leaves a line here.', noun: 'Noun', filterSubject: 'Id', only: 'Only this one', system: 'System' },
  noun: { round: 'Round', training: 'Training', sentence: 'what elders hear', medicine: 'Medicine', dose: 'Dose', sample: 'Food sample', key: 'Key', roster: 'Chain', wake: 'Wake-check', number: 'Number', visit: 'Visit', provider: 'Provider', visit_policy: 'Condition of payment', kitchen: 'Kitchen', outreach: 'Outreach', offering: 'Catalogue', plan: 'Plan', ticket: 'Ticket', article: 'Article', follow_up: 'Follow-up', audit: 'Audit', source: 'source', installation: 'fitting', incident: 'Incident', order: 'Order', elder: 'Elder', household: 'Household', staff: 'Staff', device: 'Device', center: 'Centre', region: 'Region', stay: 'Stay', bed: 'Bed', alert: 'Alert', phone: 'Call', shift: 'Hand-over', session: 'Session', whereabouts: 'Whereabouts', duty: 'Duty', golive: 'Go-live', notice: 'Notice', record: 'whole record', setting: 'setting', desk: 'desk' },
  fault: {
    ...sceneFaultEn,
    'incident.taken': 'Someone else has taken this incident', 'order.taken': 'Someone else has taken this order', 'incident.closed': 'This incident is closed', 'session.wrong': 'User name or password is wrong', 'session.throttled': 'Too many attempts; try again later', 'staff.exists': 'This user name exists already', 'device.exists': 'This device id exists already',
  },
}
