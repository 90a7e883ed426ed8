// The words of the duty roster, the chain and the wake-check of the night, in both languages.
export const rosterZh = {
  title: '值班表', tabs: { week: '值班表', chain: '值班链条', wakes: '夜间应答' }, tabsLabel: '值班各页', region: '地区', week: '{{from}} 至 {{to}}', previous: '上一周', next: '下一周', thisWeek: '本周', copy: '照抄上周', copied: '抄了 {{n}} 班', copiedNone: '没有可抄的空班', print: '打印',
  post: { seat: '话务席', night: '夜班席', supervisor: '值班长', county_desk: '县值班台', township_duty: '乡镇值班', station_keeper: '站长' },
  postColumn: '岗位', add: '排班', addAt: '{{day}} {{post}}：排班', hole: '无人 {{from}}–{{to}}', holeDay: '全天无人', weekly: '每周', once: '只这一天', who: '谁', whoHint: '选人；没有账号的，写姓名和电话', name: '姓名', phone: '电话', from: '几点起', to: '几点止', nextDay: '不晚于开始，就是次日', repeat: '重复', everyWeek: '每周都是', days: '哪几天', save: '保存', staffNone: '没有账号的人',
  standing: '未排班：用登记的 {{name}} {{phone}}', standingNone: '未排班，也没有登记的电话', noPhone: '没有电话', empty: '这一周还没有排班', emptyHint: '点任一格排班；上周排过的，按“照抄上周”。没有排班时，响铃按登记的值班长、乡镇和县值班电话。',
  onDuty: '{{name}} {{clock}}', leave: '请假', swap: '换班', endWeekly: '以后都不排', remove: '撤销', instead: '换成谁', edit: '{{name}}：{{day}}', over: '已经值完的班不能改', may: '要改值班表，请值班长或管理员',
  chain: {
    now: '现在', at: '看哪一刻', nextChange: '下次换班 {{at}}', checked: '换班前核对', checkedNone: '还没有核对过：排班后，每次换班前 2 小时自动核对', lastCheck: '{{shift}} 换班：{{at}} 核对 {{places}} 处，{{what}}', fine: '没有缺口', problems: '{{n}} 处问题', told: '已告知值班长',
    place: '地方', who: '谁', channel: '通道', proven: '号码核实', state: { rostered: '按值班表', standing: '登记的', unfilled: '无人' }, none: '没有通道', provenAt: '{{at}} 打通', byHand: '{{at}} 人工核实', never: '从未核实', failed: '{{at}} 没打通', problem: { no_number: '没有号码', unverified: '31 天没核实', not_reached: '上次没打通' },
    verify: '试拨', verifyTitle: '通过语音网关拨打，对方接听即核实', trying: '正在试拨…', byHandDo: '已打通', byHandTitle: '我自己打过，有人接', keepers: '站长有号码 {{n}}/{{of}}', elders: '没有联系人的老人 {{n}}/{{of}}：改打村委会、乡镇值班', gaps: '岗位无人 {{n}}', numbers: '没有号码 {{n}}', unproven: '待核实 {{n}}', allGood: '链条完整', onlyProblems: '只看有问题的', link: '无人可打，直接轮到下一级',
  },
  numberHidden: '号码不公开，有事拨值守台',
  wakes: {
    span: '看多久', days: '{{n}} 天', none: '这段时间没有问过', hint: '夜间只有一人值守时，每半小时问一次；一分钟没有应答，就按席位无人处理。', answered: '已应答', onlyMissed: '只看没应答的',
    asked: '什么时候问的', who: '谁在值守', answer: '应答', after: '之后', missed: '没有应答', afterSeconds: '{{s}} 秒后应答',
    rung: '{{at}} 呼叫{{role}} {{name}}', rounds: '一共呼叫 {{n}} 轮', taken: '{{at}} {{name}} 接手', late: '{{at}} 本人应答，席位恢复', ringing: '还没有人接手，{{at}} 再呼叫', ended: '有人到岗，呼叫停止',
  },
  channel: { webhook: '语音短信网关', sms: '短信', voice: '电话', wecom: '企业微信', dingtalk: '钉钉', mail: '邮件' },
  bar: { gapNow: '值班链条现在有 {{n}} 个岗位无人', gap: '{{at}} 换班后有 {{n}} 个岗位无人', numbers: '{{n}} 位值班人没有号码', open: '去补齐' },
  wake: { ask: '夜间一人值守：按任意键，表示您在岗', left: '还剩 {{s}} 秒', absent: '没有应答，席位已按无人处理，已呼叫值班长。按任意键恢复', button: '我在' , absentMark: '无应答' },
}

export const rosterEn: typeof rosterZh = {
  title: 'Roster', tabs: { week: 'Roster', chain: 'Chain', wakes: 'Night answers' }, tabsLabel: 'Pages of the roster', region: 'Region', week: '{{from}} to {{to}}', previous: 'Week before', next: 'Next week', thisWeek: 'This week', copy: 'Copy last week', copied: 'duties copied: {{n}}', copiedNone: 'Nothing to copy', print: 'Print',
  post: { seat: 'Seat', night: 'Night seat', supervisor: 'Supervisor', county_desk: 'County desk', township_duty: 'Township duty', station_keeper: 'Station keeper' },
  postColumn: 'Post', add: 'Add', addAt: '{{day}}, {{post}}: add', hole: 'nobody {{from}}–{{to}}', holeDay: 'nobody all day', weekly: 'weekly', once: 'this day only', who: 'Who', whoHint: 'Choose somebody; without an account, write name and phone', name: 'Name', phone: 'Phone', from: 'From', to: 'To', nextDay: 'on the next day unless later', repeat: 'Repeat', everyWeek: 'every week', days: 'Days', save: 'Save', staffNone: 'somebody without an account',
  standing: 'Not on a roster: the registered {{name}} {{phone}}', standingNone: 'Not on a roster, and no telephone is registered', noPhone: 'no phone', empty: 'Nobody is on duty in this week yet', emptyHint: 'Choose a cell; or copy last week. Without a roster the registered supervisors, township and county telephones are rung.',
  onDuty: '{{name}} {{clock}}', leave: 'Leave', swap: 'Swap', endWeekly: 'End from this day on', remove: 'Remove', instead: 'Replaced by', edit: '{{name}}: {{day}}', over: 'This shift is over and cannot be changed', may: 'Only supervisors and administrators change the roster',
  chain: {
    now: 'Now', at: 'At', nextChange: 'Next change {{at}}', checked: 'Checks before changes of shift', checkedNone: 'None yet: once there is a roster, each change is checked two hours before', lastCheck: '{{shift}}: looked at {{at}}, {{places}} places, {{what}}', fine: 'no gap', problems: 'problems: {{n}}', told: 'supervisor told',
    place: 'Place', who: 'Who', channel: 'Channel', proven: 'Number proven', state: { rostered: 'on the roster', standing: 'registered', unfilled: 'nobody' }, none: 'no channel', provenAt: 'reached {{at}}', byHand: 'rung by hand {{at}}', never: 'never proven', failed: 'not reached {{at}}', problem: { no_number: 'no number', unverified: 'not proven for 31 days', not_reached: 'not reached last time' },
    verify: 'Test call', verifyTitle: 'Rings through the gateway; an answer proves it', trying: 'Ringing…', byHandDo: 'I reached them', byHandTitle: 'I rang and somebody answered', keepers: 'keepers with a number {{n}}/{{of}}', elders: 'elders without contacts {{n}}/{{of}}: village committee and township duty are rung', gaps: 'posts unfilled: {{n}}', numbers: 'without a number: {{n}}', unproven: 'numbers to prove: {{n}}', allGood: 'The chain is whole', onlyProblems: 'Problems only', link: 'nobody to ring: the next one is rung at once',
  },
  numberHidden: 'number not shown: ring the desk',
  wakes: {
    span: 'How far back', days: '{{n}} days', none: 'Nobody was asked in this time', hint: 'Whoever sits alone at night is asked every half hour; after a minute without a key the seat counts as empty.', answered: 'Answered', onlyMissed: 'Only those not answered',
    asked: 'Asked', who: 'At the desk', answer: 'Answer', after: 'What followed', missed: 'not answered', afterSeconds: 'after {{s}} s',
    rung: '{{at}} rang {{role}} {{name}}', rounds: 'rounds of rings in all: {{n}}', taken: '{{at}} taken on by {{name}}', late: '{{at}} answered after all', ringing: 'taken on by nobody; rings again {{at}}', ended: 'somebody sat down: no more rings',
  },
  channel: { webhook: 'gateway', sms: 'SMS', voice: 'voice', wecom: 'WeCom', dingtalk: 'DingTalk', mail: 'mail' },
  bar: { gapNow: 'posts of the chain unfilled now: {{n}}', gap: 'after {{at}} posts unfilled: {{n}}', numbers: '{{n}} on duty have no number', open: 'Fill them' },
  wake: { ask: 'You sit alone at night: press any key', left: '{{s}} s left', absent: 'No answer: the seat counts as empty and the supervisor was rung. Press any key', button: 'I am here', absentMark: 'no answer' },
}
