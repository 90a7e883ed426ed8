// The words of visits, of what will be missed and of statements, in both languages.
export const visitsZh = {
  title: '上门服务', grade: { A: '充分', B: '足够', C: '不足', D: '矛盾' }, gradeLabel: '证据', ungraded: '未评', final: '已定', notFinal: '还在等家里设备的数据', evidence: '证据', why: '为什么是这个评级',
  state: { open: '上门中', done: '已完成', failed: '未办成' }, none: '还没有上门记录', recent: '最近上门', minutes: '{{n}} 分钟', stayed: '停留', from: '{{from}} 到 {{to}}', uploaded: '上传于 {{at}}',
  distance: '离家 {{m}} 米（误差 {{a}} 米）', position: '定位', door: '门码', doorIs: { match: '是这一家', other: '是别家的' }, keys: '家里按键', keyHow: { service: '服务键', trial: '试呼' }, checks: '服务前检查', done: '做了', note: '备注', paid: '代付', paidYuan: '{{yuan}} 元',
  signature: '确认', how: { hand: '本人签字', fingerprint: '手印', key: '家里按键', witness: '见证人' }, relation: { relative: '亲属', neighbour: '邻居', committee: '村（居）委', staff: '同事', other: '其他' },
  home: '家里的设备', homeWhat: { door: '门', motion: '活动', humidity: '浴室湿度' }, homeFound: { seen: '有动静', quiet: '没有动静', unknown: '说不准' },
  files: '照片和签名', fileKind: { photo: '照片', receipt: '小票', signature: '签名', fingerprint: '手印' }, look: '看照片要留痕', show: '查看 {{n}} 张', second: '同去',
  reason: {
    door_code: '扫了这家的门码', other_door: '扫的是别家的门码', no_position: '手机没有定位', no_map_point: '这一户没有地图点', near: '定位就在家门口', far: '定位离家很远', position_blurry: '定位误差太大', home_key: '老人按了家里的键', place_unproven: '没有证据说明到过门口',
    photo_of_meal: '餐送到有照片', unsigned: '没有人确认', signed_hand: '老人签了字', signed_fingerprint: '老人按了手印', signed_key: '结束时老人按了键', relative_alone: '只有亲属见证', colleague_alone: '只有同事见证', witness: '有见证人', signature_missing: '签名或手印没有上传',
    saw_door: '门磁看到有人进出', saw_motion: '家里有活动', saw_humidity: '浴室湿度上升', home_saw_nobody: '门没开，家里也没有活动', door_stayed_shut: '门磁正常，但门没有开过', home_cannot_tell: '家里没有设备或设备没说话（不影响评级）', kin_alone: '服务人员是亲属，没有别的证据', kin: '服务人员是亲属，另有证据',
    two_places: '同一时间在另一家', short_stay: '停留太短', stay: '停留时间合理', begun_though_forbidden: '检查不合格却做了', checks_missing: '没有做服务前检查', checks: '做了服务前检查', receipt: '有小票', receipt_missing: '没有小票', entered_by_desk: '由值守台代录',
  },
  lot: { drawn: '要回访', spared: '未抽中' }, lotIs: { drawn: '已转回访核实', spared: '证据不足，这次没有抽中回访' }, erased: '已到期删除（{{at}}）',
  weighs: { for: '支持', against: '不足', contradicts: '矛盾', unknown: '不计' },
  field: {
    more: '到门口', scanDoor: '扫门上的码', typeDoor: '门码（8 位）', doorKept: '门码已记下', useDoor: '记下', checks: '先测，再开始', checksHint: '有一项不合格就不要开始', checkOk: '合格', checkBad: '不合格', checksSave: '测好了', checksGood: '检查合格，可以开始', checksBad: '不合格，今天不做', notBegin: '不做了，报值守台', notBegun: '服务前检查不合格，没有开始',
    list: '要做的', photos: '照片', takePhoto: '拍照', photosKept: '已拍 {{n}} 张', receipt: '小票', takeReceipt: '拍小票', paid: '付了多少（元）', sign: '谁来确认', signHere: '请老人在这里签字', clear: '重签', signDone: '签好了', signed: '已确认：{{how}}', resign: '换一种确认', takeFingerprint: '拍手印', keyHint: '请老人按一下家里的服务键，再点这里', keyDone: '按过了', witnessName: '见证人姓名', witnessHint: '亲属不能单独见证', witnessDone: '记下见证人', photoBad: '这张照片读不出来，请再拍一张', two: '这项服务要两个人一起做', advance: '代付不超过 {{yuan}} 元',
  },
  missing: { title: '将误', hint: '按现在的样子会误时，或因检查不合格没有开始的服务。派人出发后自己消失。', none: '没有将误的服务', noneHint: '快到时间还没有人出发的，会提前出现在这里。', why: { late: '快到时间', not_begun: '没有开始' }, due: '{{at}} 前', since: '发现', rung: '已叫值班长', settle: '已处理', open: '打开工单', state: '现在' },
  statements: {
    collected: '已收', refunded: '已退', left: '未收', drawn: 'C 级抽查回访', policyShare: 'C 级抽查比例', policyShareHint: '矛盾的全部回访；每人每月至少抽一次；C 级不付款时全部回访。',
    title: '结算单', month: '月份', provider: '承接单位', noProvider: '还没有承接单位', noProviderHint: '管理员先登记承接单位和它的服务人员。', done: '已完成', graded: '评级已定', paid: '计入结算', price: '金额', subsidy: '补贴', own: '个人自付', held: '待核实', trial: '试运行 {{n}} 次，不计入', yuan: '{{yuan}} 元', csv: '导出 CSV', print: '打印', empty: '这个月没有完成的上门服务',
    number: '工单', worker: '服务人员', start: '开始', heldWhy: { grade: '评级待核实', not_final: '评级未定', trial: '试运行' }, yes: '计入', policy: '{{from}} 起：{{grades}} 级先核实再付款（{{basis}}）', policyNone: '没有政策参数：各级都计入；矛盾的都回访，不足的抽 20%', asked: '不足的抽 {{n}}% 回访', addPolicy: '设付款条件', policyFrom: '从哪天起', policyUnpaid: '哪些级先核实', policyBasis: '依据', add: '登记承接单位', edit: '修改', code: '编号（小写字母、数字）', name: '名称', contract: '合同编号', from: '合同起', until: '合同止', workers: '服务人员', centers: '站点（其全部服务人员）', managers: '能看结算单的负责人', printedBy: '{{name}} 打印于 {{at}}',
  },
  code: { title: '门码', print: '打印门码', hint: '贴在门内侧，服务人员到了扫一扫。', caption: '颐安上门服务 · 到了请扫码', replace: '换新码', replaceHint: '旧码马上作废，要重新贴。' },
}

export const visitsEn: typeof visitsZh = {
  title: 'Visit', grade: { A: 'strong', B: 'adequate', C: 'weak', D: 'contradicted' }, gradeLabel: 'Proof', ungraded: 'not graded', final: 'final', notFinal: 'waiting for the home’s own devices', evidence: 'Evidence', why: 'Why this grade',
  state: { open: 'there now', done: 'done', failed: 'not done' }, none: 'No visit yet', recent: 'Latest visits', minutes: '{{n}} min', stayed: 'Stay', from: '{{from}} to {{to}}', uploaded: 'uploaded {{at}}',
  distance: '{{m}} m from the home (± {{a}} m)', position: 'Position', door: 'Door code', doorIs: { match: 'this home’s', other: 'another home’s' }, keys: 'Home’s key', keyHow: { service: 'service key', trial: 'trial press' }, checks: 'Checks before', done: 'Done', note: 'Note', paid: 'Paid in advance', paidYuan: '{{yuan}} yuan',
  signature: 'Confirmed by', how: { hand: 'own signature', fingerprint: 'fingerprint', key: 'home’s key', witness: 'witness' }, relation: { relative: 'relative', neighbour: 'neighbour', committee: 'village committee', staff: 'colleague', other: 'other' },
  home: 'The home’s devices', homeWhat: { door: 'door', motion: 'motion', humidity: 'bathroom humidity' }, homeFound: { seen: 'saw it', quiet: 'saw nothing', unknown: 'cannot tell' },
  files: 'Photos and signature', fileKind: { photo: 'photo', receipt: 'receipt', signature: 'signature', fingerprint: 'fingerprint' }, look: 'Each view is recorded', show: 'Show {{n}}', second: 'with',
  reason: {
    door_code: 'this home’s door code was read', other_door: 'another home’s door code was read', no_position: 'the telephone gave no position', no_map_point: 'the home has no map point', near: 'the position is at the door', far: 'the position is far away', position_blurry: 'the position is too blurred', home_key: 'the elder pressed the home’s key', place_unproven: 'nothing shows that somebody was at the door',
    photo_of_meal: 'the meal has its photo', unsigned: 'nobody confirmed', signed_hand: 'the elder signed', signed_fingerprint: 'the elder’s fingerprint', signed_key: 'the elder pressed the key at the end', relative_alone: 'only a relative witnessed', colleague_alone: 'only a colleague witnessed', witness: 'a witness', signature_missing: 'signature or fingerprint was not uploaded',
    saw_door: 'the door opened', saw_motion: 'somebody moved in the home', saw_humidity: 'the bathroom’s humidity rose', home_saw_nobody: 'the door stayed shut and nobody moved', door_stayed_shut: 'the door’s sensor works, and it stayed shut', home_cannot_tell: 'no sensor, or none that speaks (costs nothing)', kin_alone: 'the worker is a relative, with no other proof', kin: 'the worker is a relative, with other proof',
    two_places: 'in another home at the same time', short_stay: 'the stay was too short', stay: 'a reasonable stay', begun_though_forbidden: 'begun though the checks forbade it', checks_missing: 'nothing was checked before', checks: 'checked before', receipt: 'receipt', receipt_missing: 'no receipt', entered_by_desk: 'entered by the desk',
  },
  lot: { drawn: 'asked about', spared: 'not drawn' }, lotIs: { drawn: 'Somebody is asked about it', spared: 'Weak, and not drawn to be asked about' }, erased: 'erased {{at}}, its time was over',
  weighs: { for: 'for', against: 'against', contradicts: 'contradicts', unknown: 'does not count' },
  field: {
    more: 'At the door', scanDoor: 'Scan the code at the door', typeDoor: 'Door code (8 letters)', doorKept: 'Door code kept', useDoor: 'Keep', checks: 'Measure first', checksHint: 'If one is out of bounds, do not begin', checkOk: 'good', checkBad: 'out of bounds', checksSave: 'Measured', checksGood: 'Good: begin', checksBad: 'Out of bounds: not today', notBegin: 'Do not begin, tell the desk', notBegun: 'Not begun: the checks before were out of bounds',
    list: 'To do', photos: 'Photos', takePhoto: 'Take a photo', photosKept: '{{n}} taken', receipt: 'Receipt', takeReceipt: 'Photo of the receipt', paid: 'Paid (yuan)', sign: 'Who confirms', signHere: 'Let the elder sign here', clear: 'Again', signDone: 'Signed', signed: 'Confirmed: {{how}}', resign: 'Confirm another way', takeFingerprint: 'Photo of the fingerprint', keyHint: 'Let the elder press the home’s service key, then tap here', keyDone: 'Pressed', witnessName: 'Name of the witness', witnessHint: 'A relative never witnesses alone', witnessDone: 'Keep the witness', photoBad: 'This photo cannot be read, take it again', two: 'Two people do this together', advance: 'Pay at most {{yuan}} yuan in advance',
  },
  missing: { title: 'About to be missed', hint: 'What will be late as it stands, or was not begun because of the checks. Late ones vanish once somebody sets out.', none: 'Nothing is about to be missed', noneHint: 'What nobody has set out for shows here before it is too late.', why: { late: 'time is near', not_begun: 'not begun' }, due: 'by {{at}}', since: 'noticed', rung: 'supervisor rung', settle: 'Seen to', open: 'Open the order', state: 'Now' },
  statements: {
    collected: 'Collected', refunded: 'Given back', left: 'Left to collect', drawn: 'Weak ones asked about', policyShare: 'Share of the weak', policyShareHint: 'All that contradict are asked about, at least one of each worker and month, and all while C is not paid for.',
    title: 'Statements', month: 'Month', provider: 'Provider', noProvider: 'No provider yet', noProviderHint: 'The administrator enters providers and their workers first.', done: 'Done', graded: 'Grade final', paid: 'Paid for', price: 'Price', subsidy: 'Subsidy', own: 'Own part', held: 'Held back', trial: '{{n}} during the trial, in no figure', yuan: '{{yuan}} yuan', csv: 'Export CSV', print: 'Print', empty: 'No visit was carried out this month',
    number: 'Order', worker: 'Worker', start: 'Start', heldWhy: { grade: 'grade to be verified', not_final: 'grade not final', trial: 'trial' }, yes: 'paid', policy: 'From {{from}}: grades {{grades}} are verified before payment ({{basis}})', policyNone: 'No payment condition yet: every grade is paid for; all contradicted visits are followed up, and 20 % of the weak', asked: '{{n}} % of the weak are asked about', addPolicy: 'Set a payment condition', policyFrom: 'From which day', policyUnpaid: 'Grades to verify first', policyBasis: 'Basis', add: 'Add a provider', edit: 'Edit the provider', code: 'Id (lower-case letters, digits)', name: 'Name', contract: 'Contract no.', from: 'From', until: 'Until', workers: 'Workers', centers: 'Sites (all their workers)', managers: 'Who may see its statements', printedBy: 'Printed by {{name}} at {{at}}',
  },
  code: { title: 'Door code', print: 'Print the door code', hint: 'Put it up inside the door; workers scan it on arrival.', caption: 'Yian · scan on arrival', replace: 'New code', replaceHint: 'The old one is void at once and must be replaced.' },
}

export const visitWhatZh = {
  'order.keyed': '老人按了服务键', 'order.will_miss': '将误', 'order.miss_ended': '将误解除', 'order.miss_rung': '将误，已叫值班长', 'order.not_begun': '检查不合格，没有开始', 'order.told_coming': '已告知有人要来',
  'visit.arrived': '上门证据：到达', 'visit.told': '上门证据', 'visit.file': '上门照片', 'visit.ended': '上门证据：结束', 'visit.graded': '上门评级', 'household.door_code': '门码', 'provider.saved': '承接单位：修改', 'visit_policy.saved': '付款条件：修改', 'incident.nobody_opened': '敲门无人应',
}

export const visitWhatEn: typeof visitWhatZh = {
  'order.keyed': 'The elder pressed the service key', 'order.will_miss': 'About to be missed', 'order.miss_ended': 'No longer about to be missed', 'order.miss_rung': 'About to be missed, supervisor rung', 'order.not_begun': 'Not begun because of the checks', 'order.told_coming': 'Told that somebody is coming',
  'visit.arrived': 'Evidence: arrival', 'visit.told': 'Evidence', 'visit.file': 'Photo of a visit', 'visit.ended': 'Evidence: end', 'visit.graded': 'Visit graded', 'household.door_code': 'Door code', 'provider.saved': 'Provider changed', 'visit_policy.saved': 'Condition of payment changed', 'incident.nobody_opened': 'Nobody opened',
}
