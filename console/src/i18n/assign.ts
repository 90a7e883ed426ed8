// The words of whom to send and of a day's routes, in both languages.
export const assignZh = {
  who: '派给谁', none: '没有可派的人', noneHint: '看下面每个人为什么不能派；证件和片区在“人员”里维护。', of: '可派 {{fit}}/{{total}} 人', more: '看不能派的人', less: '只看可派的人', send: '派给 {{name}}', resend: '改派给 {{name}}', points: '{{n}} 分', keys: '按 1–3 直接派',
  two: '两人同去：先点一位，再点同去的人', first: '主', cancelFirst: '重选', secondPick: '同去的人…', anySecond: '谁能同到就谁', needsSecond: '要两个人同去',
  about: '约 {{n}} 分钟', unknownWay: '路程不详', fromPlace: '按手机 {{age}}的位置', fromZone: '按片区站点估',
  reason: {
    distance: '路程约 {{n}} 分钟', distance_unknown: '不知道在哪里', village: '本村片区', township: '本镇片区', outside: '不在片区内', continuity: '近 90 天来过 {{n}} 次', preferred: '老人点名要', refused: '老人不想要', gender: '性别合老人意愿', today: '当天已有 {{n}} 单', in_hand: '手上 {{n}} 单', off_hours: '不在上班时间', long_day: '已连续干了 {{n}} 小时', short_rest: '只休息了 {{n}} 小时', expiring: '{{text}}快到期', kin: '是亲属（不能独自作证）',
  },
  against: { gender: '性别不合老人意愿' },
  stop: { skill: '没有这项技能', certificate_missing: '没有{{text}}', certificate_expired: '{{text}}已过期', kin: '是老人的亲属', refused: '老人不要其上门', diet: '不能送{{text}}餐', declined: '已退过这一单' },
  certificates: '证件', certificate: '证件名称', number: '编号', expires: '到期日（长期有效留空）', addCertificate: '添加证件', gender: '性别', female: '女', male: '男', zones: '服务片区（乡镇、村）', zonesHint: '不填就是账号所在区划', hours: '上班时间', hoursHint: '不填是 08:00–18:00', from: '上班', until: '下班', days: '星期', carries: '可送的专门餐', carriesHint: '如 清真：没有登记的人不能送', qualify: '资质', qualifyOf: '{{name}}的资质', weekday: { 1: '一', 2: '二', 3: '三', 4: '四', 5: '五', 6: '六', 7: '日' },
  expiringTitle: '证件 30 天内到期或已过期', ended: '已过期 {{n}} 天', endsIn: '还有 {{n}} 天', endsToday: '今天到期',
  wishes: '对服务人员的意愿', prefers: '希望谁来', refuses: '不要谁来', wishGender: '希望是', noWish: '没有要求', wishHint: '“不要谁来”和证件一样，平时不能派；紧急时谁近谁去。',
  rounds: '排班路线', day: '日期', region: '范围', plan: '排这一天', again: '重新排', planning: '正在排…', draft: '草稿', sent: '已派出', dropped: '已作废', planned: '排上 {{n}}/{{of}} 单', sendAll: '全部派出', drop: '作废', workers: '{{n}} 人', empty: '还没有排过', emptyHint: '选日期和范围，按“排这一天”；排好是草稿，看过再派出。', road: '路上 {{n}} 分钟', stay: '上门 {{n}} 分钟', stops: '{{n}} 站', order: '工单', arrive: '到', second: '同去：{{name}}', withWhom: '陪同 {{name}}', fixed: '已派', refusedStop: '没派成', takeOut: '拿出', giveTo: '改给…', unplanned: '没排上的', unplannedNone: '全都排上了', map: '路线图', mapHint: '示意图：按经纬度画，没有底图；点左边的姓名，圆点里是上门次序。', north: '北', allOfThem: '全部', madeBy: '{{name}} 排', sentNote: '派出后每人都收到通知，到时没接单会退回待派。',
  why: { nobody: '没有能派的人', time: '时间排不下', away: '老人不在家', second: '找不到同去的人', place: '不知道在哪里', taken_out: '人工拿出' },
}

export const assignEn: typeof assignZh = {
  who: 'Whom to send', none: 'Nobody can be sent', noneHint: 'Each person below says why not. Certificates and zones are kept under Staff.', of: '{{fit}} of {{total}} may go', more: 'Show who may not', less: 'Only who may', send: 'Send to {{name}}', resend: 'Send to {{name}} instead', points: '{{n}} points', keys: '1–3 sends at once',
  two: 'Two go together: choose one, then who goes along', first: 'first', cancelFirst: 'Choose again', secondPick: 'Who goes along…', anySecond: 'whoever can be there then', needsSecond: 'Two must go',
  about: 'about {{n}} min', unknownWay: 'way unknown', fromPlace: 'from the phone, {{age}}', fromZone: 'from the station of the zone',
  reason: {
    distance: 'about {{n}} min away', distance_unknown: 'nobody knows where', village: 'in the village', township: 'in the township', outside: 'outside of the zones', continuity: 'visits in 90 days: {{n}}', preferred: 'asked for by the elder', refused: 'not wished for by the elder', gender: 'as the elder wishes', today: 'orders that day: {{n}}', in_hand: '{{n}} in hand', off_hours: 'not at work then', long_day: 'hours at work: {{n}}', short_rest: 'rested {{n}} h only', expiring: '{{text}} ends soon', kin: 'a relative (never sole witness)',
  },
  against: { gender: 'not as the elder wishes' },
  stop: { skill: 'no such skill', certificate_missing: 'no {{text}}', certificate_expired: '{{text}} has ended', kin: 'a relative of the elder', refused: 'refused by the elder', diet: 'may not carry {{text}} meals', declined: 'let this order go' },
  certificates: 'Certificates', certificate: 'Certificate', number: 'Number', expires: 'Ends on (empty: never)', addCertificate: 'Add a certificate', gender: 'Gender', female: 'woman', male: 'man', zones: 'Zones (townships, villages)', zonesHint: 'None: the region of the account', hours: 'Hours', hoursHint: 'None: 08:00–18:00', from: 'From', until: 'Until', days: 'Days', carries: 'Diets carried', carriesHint: 'Like 清真: nobody else may carry it', qualify: 'Qualification', qualifyOf: 'Qualification of {{name}}', weekday: { 1: 'Mo', 2: 'Tu', 3: 'We', 4: 'Th', 5: 'Fr', 6: 'Sa', 7: 'Su' },
  expiringTitle: 'Certificates that end within 30 days or have', ended: 'ended {{n}} d ago', endsIn: '{{n}} d left', endsToday: 'ends today',
  wishes: 'Wishes about workers', prefers: 'Wished for', refuses: 'Not wished for', wishGender: 'Rather', noWish: 'no wish', wishHint: 'Who is not wished for is not sent, but in an emergency whoever is near goes.',
  rounds: 'Rounds', day: 'Day', region: 'Region', plan: 'Lay the day out', again: 'Lay out anew', planning: 'Laying out…', draft: 'draft', sent: 'sent', dropped: 'discarded', planned: '{{n}} of {{of}} orders', sendAll: 'Send all', drop: 'Discard', workers: 'workers: {{n}}', empty: 'Nothing is laid out yet', emptyHint: 'Choose a day and a region. What is laid out is a draft until somebody sends it.', road: '{{n}} min on the road', stay: '{{n}} min at doors', stops: 'stops: {{n}}', order: 'Order', arrive: 'at', second: 'with {{name}}', withWhom: 'goes with {{name}}', fixed: 'already assigned', refusedStop: 'not sent', takeOut: 'Take out', giveTo: 'Give to…', unplanned: 'Not laid out', unplannedNone: 'All are laid out', map: 'Routes', mapHint: 'A sketch by coordinates, without a map below; click a name to see the order of visits.', north: 'N', allOfThem: 'all', madeBy: 'by {{name}}', sentNote: 'Everybody is told; what nobody accepts in time goes back to the queue.',
  why: { nobody: 'nobody may do it', time: 'nobody has the time', away: 'the elder is away', second: 'nobody to go along', place: 'nobody knows where', taken_out: 'taken out' },
}
