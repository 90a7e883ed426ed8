// The words of keys, of contacts and of the family's monthly page, in both languages.
export const fileZh = {
  nickname: '小名', nicknameHint: '村里人怎么叫，搜小名也找得到',
  key: {
    title: '钥匙', page: '钥匙台账', none: '没有登记钥匙', noneHint: '登记钥匙后，求助时才知道谁能开门。', add: '登记一把', number: '编号', numberNone: '无编号', holder: '保管人', station: '由服务站保管', person: '由个人保管', seal: '封条号', sealed: '封条 {{seal}}', sealHint: '装进信封封存的，写封条号；没有封存不填',
    state: { held: '保管', lent: '借出', returned: '已交还住户', sealed: '封存', lost: '遗失', replaced: '已更换' },
    do: { lent: '借出', came_back: '归还', handed_over: '转交', sealed: '封存', opened: '开封', lost: '遗失', given_back: '交还住户', replaced: '更换', noted: '登记' },
    lentTo: '借给 {{name}}，{{at}} 前还', lentBy: '{{name}} 经手', late: '逾期未还', lateFor: '已逾期 {{for}}', lendTo: '借给 {{name}}', back: '已归还', to: '借给谁', outsider: '不是本平台人员', until: '多久', hours: '{{n}} 小时', today: '今天内', days: '{{n}} 天', more: '其他操作', reason: '原因', twoNames: '在场两人', witness1: '第一人姓名', witness2: '第二人姓名', twoHint: '开封要写原因和在场两个人的姓名', newNumber: '新钥匙编号', newHolder: '转交给谁', history: '经过', hasKey: '谁有钥匙',
    which: { hand: '在管', out: '借出', late: '逾期未还', sealed: '封存', lost: '遗失' }, empty: '这里没有钥匙', lateNone: '没有逾期未还的钥匙', lateCount: '{{n}} 把钥匙逾期未还', elders: '老人', place: '住址', followed: '钥匙人和“有钥匙”都由这里得出', lend: '为上门的人借钥匙', print: '打印台账',
  },
  contact: {
    edit: '修改联系人', add: '加一位联系人', order: '按打电话的先后排列：拖动，或用 ↑ ↓', up: '{{name}} 提前', down: '{{name}} 推后', drag: '拖动 {{name}} 换顺序', remove: '删除 {{name}}', abroadHint: '国外号码写 +国家代码，例如 +61 412 345 678', zone: '所在时区', zoneHere: '本地（北京时间）', hoursWords: '什么时候方便（文字）', times: '可以打电话的时段（按对方当地时间）', addTime: '加一个时段', removeTime: '删除时段', everyDay: '每天', from: '从', to: '到', noTimes: '不填：本地随时可打；外地时区按当地 7:00–22:00',
    decide: '可做主', enter: '可开门进屋', know: '可知情', frail: '本人体弱', frailHint: '只告知，不请她出门', there: '当地 {{clock}}', asleep: '休息时间', asleepHint: '现在不在方便的时段，仍可以打', awake: '方便接听', day: { d1: '一', d2: '二', d3: '三', d4: '四', d5: '五', d6: '六', d7: '日' }, notRun: '体弱，不请出门',
  },
  family: {
    title: '家属月报', consent: '向家属提供月报', none: '还没有征求同意', given: '{{by}}同意，{{at}}', refused: '{{by}}不同意，{{at}}', elder: '老人本人', guardian: '监护人 {{name}}', guardianName: '监护人姓名', agree: '同意', refuse: '不同意', revoke: '撤回同意', ask: '登记同意', who: '由谁同意', open: '打开月报', noConsent: '没有老人或监护人的同意，不提供任何内容', hint: '月报不写病情、住址和身份证号；每次打印都留痕。',
    heading: '{{name}} 的 {{month}}', forWhom: '致：{{names}}', forFamily: '致家属', asOf: '截至 {{at}}', presses: '呼叫与处理', noPress: '这个月没有呼叫求助。', how: { press: '按了呼叫键', phone: '打来电话', device: '设备发出提醒' }, ended: { going_on: '正在处理', seen: '有人到场，已妥善处理', spoken: '电话里问清，已妥善处理', by_mistake: '误触，本人平安', away: '老人外出，已联系上' }, answered: '{{n}} 秒接听', trials: '试按呼叫键', trialsTold: '这个月试按 {{n}} 次，用来确认设备好用。', noTrial: '这个月没有试按；请提醒老人每月试按一次。',
    services: '上门和送餐', noService: '这个月没有安排服务。', of: '{{n}}/{{of}} 次', ring: '有事请打', hotline: '服务热线', station: '服务站', month: '月份', print: '打印（A4）', printed: '{{name}} 打印于 {{at}}', sign: '本页依老人或监护人的同意提供（{{by}}，{{at}}）。不同意继续提供时，请告知服务热线。',
  },
  earlier: '以前的求助', earlierNone: '以前没有求助',
}

export const fileEn: typeof fileZh = {
  nickname: 'Nickname', nicknameHint: 'as the village says; found like the name',
  key: {
    title: 'Keys', page: 'Keys', none: 'No key is entered', noneHint: 'Once keys are entered, the desk knows who can open the door.', add: 'Enter a key', number: 'Number', numberNone: 'no number', holder: 'Holder', station: 'kept by a station', person: 'kept by a person', seal: 'Seal number', sealed: 'seal {{seal}}', sealHint: 'for one in a sealed envelope; leave empty otherwise',
    state: { held: 'held', lent: 'lent', returned: 'back with the home', sealed: 'sealed', lost: 'lost', replaced: 'replaced' },
    do: { lent: 'Lend', came_back: 'Returned', handed_over: 'Hand over', sealed: 'Seal', opened: 'Break the seal', lost: 'Lost', given_back: 'Back to the home', replaced: 'Replace', noted: 'Entered' },
    lentTo: 'lent to {{name}}, back by {{at}}', lentBy: 'by {{name}}', late: 'overdue', lateFor: 'overdue by {{for}}', lendTo: 'Lend to {{name}}', back: 'Returned', to: 'To whom', outsider: 'nobody of ours', until: 'For how long', hours: '{{n}} h', today: 'today', days: '{{n}} d', more: 'More', reason: 'Reason', twoNames: 'Two who are there', witness1: 'First name', witness2: 'Second name', twoHint: 'A broken seal needs a reason and two names', newNumber: 'Number of the new key', newHolder: 'To whom', history: 'History', hasKey: 'Who has a key',
    which: { hand: 'in hand', out: 'lent', late: 'overdue', sealed: 'sealed', lost: 'lost' }, empty: 'No key here', lateNone: 'No key is overdue', lateCount: 'keys overdue: {{n}}', elders: 'Elders', place: 'Address', followed: 'the key holder and “has key” follow from this', lend: 'Lend a key to whoever goes', print: 'Print',
  },
  contact: {
    edit: 'Edit contacts', add: 'Add a contact', order: 'In the order to ring: drag, or ↑ ↓', up: 'Move {{name}} up', down: 'Move {{name}} down', drag: 'Drag {{name}} to another place', remove: 'Remove {{name}}', abroadHint: 'abroad: + and the country’s code, like +61 412 345 678', zone: 'Time zone', zoneHere: 'here (Beijing time)', hoursWords: 'When it suits (in words)', times: 'Hours to ring (by the clock there)', addTime: 'Add hours', removeTime: 'Remove hours', everyDay: 'every day', from: 'from', to: 'to', noTimes: 'empty: here at any hour; in another zone 7:00–22:00 there',
    decide: 'may decide', enter: 'may enter', know: 'may know', frail: 'frail', frailHint: 'told, not asked to run', there: '{{clock}} there', asleep: 'asleep', asleepHint: 'outside the hours to ring; may be rung all the same', awake: 'may be rung', day: { d1: 'Mo', d2: 'Tu', d3: 'We', d4: 'Th', d5: 'Fr', d6: 'Sa', d7: 'Su' }, notRun: 'frail: do not send',
  },
  family: {
    title: 'Monthly page for the family', consent: 'Telling the family every month', none: 'Nobody was asked yet', given: '{{by}} agreed, {{at}}', refused: '{{by}} refused, {{at}}', elder: 'the elder', guardian: 'guardian {{name}}', guardianName: 'Name of the guardian', agree: 'Agreed', refuse: 'Refused', revoke: 'Take consent back', ask: 'Note the consent', who: 'On whose word', open: 'Open the page', noConsent: 'Nothing is told without the consent of the elder or a guardian', hint: 'The page holds no illness, address or identity number; every print is recorded.',
    heading: '{{name}} in {{month}}', forWhom: 'For {{names}}', forFamily: 'For the family', asOf: 'as of {{at}}', presses: 'Calls and how they ended', noPress: 'No call for help this month.', how: { press: 'pressed the button', phone: 'rang us', device: 'a device reported' }, ended: { going_on: 'being handled', seen: 'somebody came; settled', spoken: 'settled by telephone', by_mistake: 'by mistake; all is well', away: 'was out; reached' }, answered: 'answered in {{n}} s', trials: 'Trial presses', trialsTold: '{{n}} trial presses this month, to see that the devices work.', noTrial: 'No trial press this month; please remind the elder of one a month.',
    services: 'Visits and meals', noService: 'No service was planned this month.', of: '{{n}}/{{of}}', ring: 'Whom to ring', hotline: 'hotline', station: 'station', month: 'Month', print: 'Print (A4)', printed: 'printed by {{name}} at {{at}}', sign: 'This page is given with the consent of the elder or a guardian ({{by}}, {{at}}). To end it, tell the hotline.',
  },
  earlier: 'Earlier calls for help', earlierNone: 'None before',
}

export const fileWhatZh = {
  'key.noted': '登记钥匙', 'key.lent': '借出钥匙', 'key.came_back': '归还钥匙', 'key.handed_over': '转交钥匙', 'key.sealed': '封存钥匙', 'key.opened': '开封取钥匙', 'key.lost': '钥匙遗失', 'key.given_back': '钥匙交还住户', 'key.replaced': '更换钥匙',
  'elder.family_consented': '同意家属月报', 'elder.family_refused': '不同意家属月报', 'elder.family_printed': '打印家属月报', 'incident.elder_named_later': '后来确认是谁（同一号码）',
}

export const fileWhatEn: typeof fileWhatZh = {
  'key.noted': 'Key entered', 'key.lent': 'Key lent', 'key.came_back': 'Key returned', 'key.handed_over': 'Key handed over', 'key.sealed': 'Key sealed', 'key.opened': 'Seal broken', 'key.lost': 'Key lost', 'key.given_back': 'Key back with the home', 'key.replaced': 'Key replaced',
  'elder.family_consented': 'Consented to the family’s page', 'elder.family_refused': 'Refused the family’s page', 'elder.family_printed': 'Family’s page printed', 'incident.elder_named_later': 'Named later, by the same number',
}
