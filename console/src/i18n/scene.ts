// The words of what happens around an incident: refused help, smoke and gas, a forced door, somebody lost, away from home.
export const sceneZh = {
  row: '现场', refuse: '拒绝救助', lost: '走失', forced: '破门',
  refuseSaid: '老人怎么说的', refuseWitness: '谁在旁边听到', refuseHint: '两小时后再联系一次；没联系上之前不能结案。', refuseFix: '改记录',
  second: '第二次联系', secondBy: '{{at}} 前再联系', secondIn: '还有 {{for}}', secondLate: '已超 {{for}}', secondTried: '没人接 {{n}} 次', witness: '见证：{{name}}',
  result: { well: '平安', accepts: '愿意接受', refuses: '仍然拒绝', no_answer: '没人接' },
  promised: '要再联系的', 
  peril: { smoke: '烟雾', gas: '燃气', co: '一氧化碳' },
  perilFirst: '{{what}}：先按 5 打 119；让老人马上出屋，不碰任何开关；不派人进屋', perilCalled: '{{what}}：已打 119。119 说安全之前不派人进屋', safeWho: '119 谁说的', safe: '119 说安全', safeBy: '{{at}} 119 {{name}} 说可以进入', unsafe: '又不安全了',
  policeFirst: '走失：先按 6 打 110，不等二十四小时',
  away: '不在家', stays: '{{state}} {{place}}', returns: '{{at}} 回', host: '先打主人家', elsewhere120: '那边的急救和民警', wearFar: '定位在县外，离最近的站点约 {{km}} 公里', wearNear: '手表在“{{name}}”附近，约 {{km}} 公里：按那里派人', areaCode: '区号', areaCodeAsk: '问清那边的区号，如 0551', areaCodeHint: '在县外时填，如 0551', homePress: '家里的按钮也算数：可能有人在家', local: '本县',
  toLost: '转为走失', toLostHint: '转为走失后先报 110，再写特征、派人分头找。', sheet: '寻人单', sheetPrint: '打印寻人单', sheetHint: '填一项存一项；打印后交给民警和搜寻的人。',
  looks: '体貌', clothes: '衣着和携带', seen: '最后在哪里', seenAt: '什么时候见到', seenBy: '谁见到的', usual: '可能去哪里', police: '110 警员或编号', seenAgo: '{{for}} 前', addPhoto: '加照片', photo: '照片', noPhoto: '还没有照片',
  areas: '分头找', areaWhere: '找哪里', areaWho: '谁去找', areaPhone: '电话', areaAdd: '派去找', areasNone: '还没有派人去找', areaSince: '{{at}} 起',
  area: { searching: '在找', not_found: '没找到', found: '找到了' }, 
  forcedTitle: '破门', forcedFirst: '在场第一人', forcedSecond: '在场第二人', forcedHint: '写明两个在场的人，或先按 6 记录 110。', forcedBy: '在场：{{names}}', withPolice: '110 在场', damage: '坏了什么', whole: '没有损坏', damageUnknown: '还没写坏了什么', cost: '修理费（元）', costIs: '{{yuan}} 元', mend: '开修门工单', mended: '已开修门工单', before: '破门前', after: '破门后', 
  damages: '破门待赔', damagesHint: '破门后还没有赔付的。付了就从这里消失，经过留在求助件里。', damagesNone: '没有待赔的破门', payer: '谁付的', paid: '记付款', paidBy: '{{name}} 已付 {{yuan}} 元', since: '破门', daysOpen: '{{count}} 天', openIncident: '看求助件',
  taught: '七天内第 {{n}} 次误触，已安排上门教用',
  firstAid: '急救用语', firstAidBy: '{{source}} · {{name}} {{at}} 审定 · 复核期 {{until}}', firstAidKinds: '哪些求助显示', 
  readNear: '{{name}}附近', readAt: '手表定位 北纬 {{lat}} 东经 {{lon}}',
  spot: '老人不在家，去这里', spotOpen: '打开地图',
}

export const sceneEn: typeof sceneZh = {
  row: 'Scene', refuse: 'Refused help', lost: 'Lost', forced: 'Forced entry',
  refuseSaid: 'What the elder said', refuseWitness: 'Who heard it', refuseHint: 'A second call is due in two hours; until then it cannot be closed.', refuseFix: 'Correct it',
  second: 'Second call', secondBy: 'call again by {{at}}', secondIn: '{{for}} left', secondLate: '{{for}} late', secondTried: 'not answered, tries: {{n}}', witness: 'witness: {{name}}',
  result: { well: 'Well', accepts: 'Accepts help', refuses: 'Refuses still', no_answer: 'No answer' },
  promised: 'To be called again', 
  peril: { smoke: 'Smoke', gas: 'Gas', co: 'Carbon monoxide' },
  perilFirst: '{{what}}: 119 first (5); the elder leaves at once and touches no switch; nobody is sent in', perilCalled: '{{what}}: 119 is called. Nobody is sent in until 119 says that it is safe', safeWho: 'Who at 119', safe: '119 says safe', safeBy: '{{at}} 119 ({{name}}) said it may be entered', unsafe: 'Not safe after all',
  policeFirst: 'Lost: 110 first (6), do not wait for a day',
  away: 'Not at home', stays: '{{state}} {{place}}', returns: 'back {{at}}', host: 'Ring the host first', elsewhere120: 'Ambulance and police there', wearFar: 'The wearable is outside the county, about {{km}} km from the nearest site', wearNear: 'The wearable is near {{name}}, about {{km}} km: send from there', areaCode: 'Area code', areaCodeAsk: 'Ask for the area code there, like 0551', areaCodeHint: 'when outside the county, like 0551', homePress: 'The button at home counts: somebody may be there', local: 'here',
  toLost: 'Treat as lost', toLostHint: 'Then 110 first, what they look like, and who searches where.', sheet: 'Search sheet', sheetPrint: 'Print the sheet', sheetHint: 'Each field is kept as it is filled in; hand the print to the police and the searchers.',
  looks: 'Looks', clothes: 'Clothes, carried', seen: 'Last seen where', seenAt: 'Seen when', seenBy: 'Seen by', usual: 'May have gone to', police: '110 officer or number', seenAgo: '{{for}} ago', addPhoto: 'Add a photo', photo: 'Photo', noPhoto: 'No photo yet',
  areas: 'Who searches where', areaWhere: 'Where', areaWho: 'Who', areaPhone: 'Telephone', areaAdd: 'Send', areasNone: 'Nobody searches yet', areaSince: 'since {{at}}',
  area: { searching: 'searching', not_found: 'not there', found: 'found' }, 
  forcedTitle: 'Forced entry', forcedFirst: 'First person there', forcedSecond: 'Second person there', forcedHint: 'Two persons by name, or 110 noted first (6).', forcedBy: 'there: {{names}}', withPolice: 'with 110', damage: 'What broke', whole: 'Nothing broke', damageUnknown: 'what broke is not noted yet', cost: 'Repair (yuan)', costIs: '{{yuan}} yuan', mend: 'Order the repair', mended: 'repair ordered', before: 'Before', after: 'After', 
  damages: 'Doors to pay for', damagesHint: 'Forced doors that nobody has paid for. Once paid they leave this list; the incident keeps the story.', damagesNone: 'No forced door is owed for', payer: 'Who paid', paid: 'Note payment', paidBy: '{{name}} paid {{yuan}} yuan', since: 'Forced', daysOpen: '{{count}} d', openIncident: 'Open the incident',
  taught: 'False press number {{n}} in seven days: a teaching visit is arranged',
  firstAid: 'First-aid words', firstAidBy: '{{source}} · approved by {{name}} {{at}} · review by {{until}}', firstAidKinds: 'Shown for', 
  readNear: 'near {{name}}', readAt: 'wearable at {{lat}} north, {{lon}} east',
  spot: 'The elder is not at home, go here', spotOpen: 'Open the map',
}

export const sceneWhatZh = {
  'incident.refused': '拒绝救助', 'incident.second_call': '第二次联系', 'incident.second_call_due': '该第二次联系了', 'incident.second_call_late': '第二次联系超时，已叫值班长',
  'incident.safe': '119 说现场安全', 'incident.unsafe': '现场又不安全', 'incident.astray': '转为走失，原为', 'incident.search': '寻人单', 'incident.whereabouts_lost': '去向登记为走失', 'incident.whereabouts_back': '去向恢复', 'incident.search_printed': '打印寻人单',
  'incident.area_searching': '派人去找', 'incident.area_not_found': '找过没有', 'incident.area_found': '找到了', 'incident.forced': '破门', 'incident.damage': '破门损坏', 'incident.damage_paid': '破门赔付', 'incident.mend': '修门工单',
  'incident.photo': '照片', 'incident.teaching': '多次误触，安排上门教用', 'incident.area_code': '那边的区号', 'order.peril': '现场危险，提醒去的人',
}

export const sceneWhatEn: typeof sceneWhatZh = {
  'incident.refused': 'help refused', 'incident.second_call': 'second call', 'incident.second_call_due': 'second call is due', 'incident.second_call_late': 'second call late, supervisor told',
  'incident.safe': '119 says safe', 'incident.unsafe': 'not safe after all', 'incident.astray': 'treated as lost, was', 'incident.search': 'search sheet', 'incident.whereabouts_lost': 'register: lost', 'incident.whereabouts_back': 'register: as before', 'incident.search_printed': 'search sheet printed',
  'incident.area_searching': 'sent to search', 'incident.area_not_found': 'searched, not there', 'incident.area_found': 'found', 'incident.forced': 'door forced', 'incident.damage': 'damage of the door', 'incident.damage_paid': 'damage paid', 'incident.mend': 'repair of the door',
  'incident.photo': 'photo', 'incident.teaching': 'pressed falsely again and again, teaching visit', 'incident.area_code': 'area code there', 'order.peril': 'danger there, who goes is told',
}

export const sceneNoteZh = {
  second_well: '平安', second_accepts: '愿意接受', second_refuses: '仍然拒绝', second_no_answer: '没人接', photo_lost: '走失老人', photo_before: '破门前', photo_after: '破门后', co: '一氧化碳',
}

export const sceneNoteEn: typeof sceneNoteZh = {
  second_well: 'well', second_accepts: 'accepts help', second_refuses: 'refuses still', second_no_answer: 'no answer', photo_lost: 'who is lost', photo_before: 'before', photo_after: 'after', co: 'carbon monoxide',
}

/** What the server refuses around an incident, by its code. */
export const sceneFaultZh = {
  'refusal.said': '请写下老人拒绝时说的话', 'refusal.witness': '请写明见证人是谁', 'second_call.result': '请选择：平安、愿意接受、仍然拒绝或没人接', 'second_call.none': '这件没有记录拒绝救助', 'second_call.done': '第二次联系已经记过了', 'incident.second_call': '老人拒绝了救助，还欠第二次联系',
  'incident.not_safe': '119 确认安全前不派人进入', 'incident.no_119': '还没有记录 119：请先按 5 拨打 119', 'incident.no_peril': '这件不是烟雾、燃气或一氧化碳报警',
  'search.not_lost': '这件不是走失，请先转为走失', 'search.future': '最后见到的时间不能晚于现在', 'area.state': '请选择：在找、没找到或找到了', 'area.empty': '请写明找哪里、由谁找', 'area.many': '搜寻区域太多了，请先把找过的标出来',
  'forced.two': '破门要写明两个在场的人，或先按 6 记录 110', 'forced.cost': '费用不能是负数', 'forced.payer': '请写明由谁付', 'forced.none': '这件没有记录破门', 'forced.paid': '这笔已经记过付款了', 'forced.future': '付款日期不能晚于今天',
  'photo.size': '照片太大或是空的，请重新拍', 'photo.type': '只能上传 JPEG 或 PNG 照片', 'photo.many': '这件的照片已经够多了', 'photo.kind': '没有这种照片', 'photo.none': '这里不能存照片', 'area_code.invalid': '区号是 0 开头的 3 到 4 位数字，如 0551',
}

export const sceneFaultEn: typeof sceneFaultZh = {
  'refusal.said': 'Write what the elder said', 'refusal.witness': 'Name who heard it', 'second_call.result': 'Choose: well, accepts help, refuses still, or no answer', 'second_call.none': 'No refusal is noted here', 'second_call.done': 'The second call is noted already', 'incident.second_call': 'Help was refused: the second call is owed',
  'incident.not_safe': 'Nobody is sent in until 119 says that it is safe', 'incident.no_119': '119 is not noted yet: call 119 first (5)', 'incident.no_peril': 'This is no alarm of smoke, gas or carbon monoxide',
  'search.not_lost': 'Nobody is lost here: treat it as lost first', 'search.future': 'Last seen cannot be in the future', 'area.state': 'Choose: searching, not there, or found', 'area.empty': 'Say where to search, and who does', 'area.many': 'Too many places: mark those that were searched', 
  'forced.two': 'Name two persons, or note 110 first (6)', 'forced.cost': 'The cost cannot be negative', 'forced.payer': 'Say who paid', 'forced.none': 'No forced door is noted here', 'forced.paid': 'It is noted as paid already', 'forced.future': 'The payment cannot be in the future',
  'photo.size': 'The photo is empty or too large', 'photo.type': 'JPEG or PNG only', 'photo.many': 'There are enough photos', 'photo.kind': 'No such kind of photo', 'photo.none': 'Photos cannot be kept here', 'area_code.invalid': 'An area code has 3 or 4 digits and begins with 0, like 0551',
}
