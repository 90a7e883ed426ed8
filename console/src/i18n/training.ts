// The words of the training seat, in both languages. What people say in a case is the
// case's own, in the language of the county.
export const trainingZh = {
  link: '训练席',
  band: '训练席：不是真的，这里打不出真电话',
  title: '训练', hint: '选一个案例开始：马上就有人按键或来电。到值守台照平时一样处置，结案 15 秒后自动评分。',
  number: '第 {{n}} 例', start: '开始', again: '再练', best: '最好成绩', never: '没练过', times: '练过 {{n}} 次', points: '{{got}}/{{of}} 分', total: '全部案例 {{got}}/{{of}} 分 · 练过 {{n}}/{{all}} 例',
  toDesk: '去值守台', running: '正在练：第 {{n}} 例 {{title}}',
  finish: '交卷', abandon: '放弃', pickUp: '接电话', ringing: '电话在响',
  earpiece: '听筒', tryTitle: '打给谁，听对方说什么：', heardNone: '点下面的名字或任何电话号码，就听到对方说什么', pause: '收起', open: '展开',
  part: { elder: '老人', device: '设备喊话', message: '发短信', key_holder: '钥匙人', contact: '家属', station_keeper: '站长', committee: '村委会', host: '暂住处', caller: '来电人', worker: '服务人员', platform: '平台', second_elder: '第二位老人', second_key_holder: '第二位的钥匙人', second_contact: '第二位的家属', '120': '120', '119': '119', '110': '110' },
  proof: { heard: '听到本人', seen: '有人见到' },
  sheet: '评分表', print: '打印', back: '全部案例', item: '看什么', got: '得分', why: '为什么', right: '正确的做法', wrongWay: '常见的错误：{{what}}', heard: '听到的', by: '{{name}}　{{at}}', handled: '求助件', lost: '没有得分',
  everybody: '大家的成绩', mine: '我的成绩', none: '还没有成绩', who: '谁', which: '案例', when: '什么时候', score: '得分',
  check: {
    answered: '及时接听', tried: '按档案写的方式联系老人', asked: '问了关键的问题', no_answer: '没人应就当真', help: '叫到该叫的人', help_first: '先叫最要紧的', help_within: '马上叫近处的人', no_help: '不该叫的没有叫',
    sent: '派了人', nobody_sent: '没有派人进危险的屋子', dialled: '打了该打的电话', not_dialled: '没有打不该打的电话', named: '认准是哪一位', reached: '老人被听到或见到', true: '写下的都是真的', sheet: '急救交接单写明谁接车', outcome: '处置结果选对', note: '写了记录', closed: '了结了', ticket: '记了封存的诉求', repair: '下了维修工单', refused: '记下拒绝的原话和见证人',
  },
}

export const trainingEn: typeof trainingZh = {
  link: 'Training seat',
  band: 'Training seat: nothing here is real, no real number can be reached',
  title: 'Training', hint: 'Choose a case: somebody presses or rings at once. Handle it at the desk as on any day; 15 s after it is closed it is scored.',
  number: 'Case {{n}}', start: 'Start', again: 'Again', best: 'Best', never: 'not yet', times: 'done: {{n}}×', points: '{{got}}/{{of}} points', total: 'All cases {{got}}/{{of}} points · {{n}}/{{all}} practised',
  toDesk: 'To the desk', running: 'Running: case {{n}} {{title}}',
  finish: 'Hand in', abandon: 'Give up', pickUp: 'Pick up', ringing: 'The telephone rings',
  earpiece: 'Earpiece', tryTitle: 'Try somebody and hear the answer:', heardNone: 'Press a name below or any telephone number to hear what is said', pause: 'Fold', open: 'Unfold',
  part: { elder: 'Elder', device: 'Speak through the device', message: 'Message', key_holder: 'Key holder', contact: 'Family', station_keeper: 'Station keeper', committee: 'Village committee', host: 'Host', caller: 'Caller', worker: 'Worker', platform: 'Platform', second_elder: 'Second elder', second_key_holder: 'Second key holder', second_contact: 'Second family', '120': '120', '119': '119', '110': '110' },
  proof: { heard: 'elder heard', seen: 'elder seen' },
  sheet: 'Score sheet', print: 'Print', back: 'All cases', item: 'What counts', got: 'Points', why: 'Why', right: 'The right way', wrongWay: 'A common mistake: {{what}}', heard: 'What was heard', by: '{{name}}, {{at}}', handled: 'Incident', lost: 'no points',
  everybody: 'Everybody', mine: 'My scores', none: 'No scores yet', who: 'Who', which: 'Case', when: 'When', score: 'Points',
  check: {
    answered: 'Answered in time', tried: 'Tried the elder in the way the file says', asked: 'Asked what decides', no_answer: 'Took silence as real', help: 'Called whom it needs', help_first: 'Called the most urgent first', help_within: 'Called somebody near at once', no_help: 'Called nobody needlessly',
    sent: 'Sent somebody', nobody_sent: 'Sent nobody into danger', dialled: 'Rang whom it needs', not_dialled: 'Did not ring whom one must not', named: 'Found out who it is', reached: 'The elder was heard or seen', true: 'What was noted is true', sheet: '120 sheet says who meets it', outcome: 'Right outcome', note: 'Left a note', closed: 'Closed', ticket: 'A sealed ticket', repair: 'A repair', refused: 'Noted the refusal and its witness',
  },
}
