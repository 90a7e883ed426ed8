// The words of medicine, of samples of food and of the manager's day, in both languages.
export const carehomeZh = {
  tabsLabel: '用药各页', tabs: { round: '给药', lists: '药单和库存', samples: '留样' }, house: '机构',
  title: '用药', day: '日期', none: '您没有绑定机构', noneHint: '请管理员在人员里给账号绑定机构。',
  empty: '这一天没有要给的', emptyHint: '在“药单和库存”里照药单录入。', slotEmpty: '这个时刻没有了',
  given: '已给', giveAll: '这 {{n}} 样都给了', refuse: '拒服', unwilling: '不愿意', miss: '没给', done: '已做', notDone: '没做', check: '核对无误，已给', sendBack: '不对，退回', undo: '撤销', undoLeft: '{{for}} 内可撤销',
  double: '双人核对', waits: '{{name}} 已备好，等第二人核对', waitsMine: '您已备好，请另一人登录核对', late: '已过 {{for}}', left: '余 {{n}}', other: '其他原因', reason: '原因', send: '登记',
  state: { open: '待给', checking: '待核对', given: '已给', refused: '拒服', missed: '漏服', away: '不在院' },
  by: '{{at}} {{name}}', checkedBy: '核对 {{name}}', auto: '过时未登记', mended: '补录', mend: '过时未登记。给过的请补录：', mendAt: '几点给的',
  whyRefused: '不愿意|睡着了|恶心呕吐|吞咽困难', whyMissed: '没有药|检查空腹|医嘱暂停|漏给',
  unchecked: '没有第二人核对', gone: '已离院',
  away: { hospital: '住院中', leave: '请假外出', staying: '走亲暂住', out: '外出', day_care: '日托', lost: '走失', deceased: '已故', gone: '已离院' }, awayNot: '{{where}}，不给药', awayReturn: '预计 {{at}} 回', back: '人已回来：登记返院',
  advice: '只照药单，不给剂量建议；有疑问先问开药的医生。', progress: '{{n}}/{{total}}', print: '打印',
  turning: '翻身', medicine: '用药',
  needed: {
    title: '必要时', asNeeded: '必要时用药（没有时刻）', gap: '至少隔几小时', dayMost: '24 小时最多几次', lines: '{{n}} 行', today: '今天必要时给过的', give: '需要，给药', why: '疼痛|发热|胸闷心慌|睡不着|便秘',
    last: '上次 {{at}}', never: '七天内没给过', count: '24 小时内 {{n}} 次', gapHours: '至少隔 {{n}} 小时', gapMinutes: '至少隔 {{n}} 分钟', most: '24 小时不超过 {{n}} 次', wait: '{{at}} 以后才能再给，还有 {{for}}', signal: '必要时的药要有信号：平台要看别人刚给过没有。现在没有信号，什么也没有登记。急用时看纸质单和药盒，记下时间，恢复后一天之内补录。', paper: '＿＿时＿＿分　□　原因＿＿＿＿',
  },
  lists: {
    new: '照药单录入', stop: '停用', stopWhy: '为什么停（谁的医嘱、哪天的新药单）', who: '老人', kind: '类别', name: '药名', nameHint: '照药单上的字', dose: '用法用量', doseHint: '照药单上的字，如：一次一片，早晚饭后', times: '时刻', timesHint: '08:00 18:00', weekdays: '星期', everyDay: '每天', from: '从', until: '到', untilOpen: '长期', listDate: '药单日期', prescriber: '谁开的', prescriberHint: '医院、科室或医生', page: '页码或照片号', paper: '药单 {{date}}', pageOf: '第 {{page}} 页', photoOf: '页码或照片 {{page}}', doubleCheck: '高警示，双人核对', note: '备注', each: '每次用量', unit: '单位', unitHint: '片', stock: '库存', stockNow: '现有', notCounted: '不计库存', ended: '含已停用', endedMark: '已停 {{at}}', days: '够 {{n}} 天', short: '账上不足，请盘点', empty: '还没有药单', emptyHint: '点“照药单录入”，一行一种药，写明日期和谁开的。', addLine: '再加一种', save: '保存药单', again: '换剂量：先停用旧的一行，再照新药单录入。', leftHouse: '已离院，药请退还家属',
    move: { in: '收入', returned: '退还家属', lost: '报损', counted: '盘点', used: '已用', undone: '撤销退回' }, amount: '数量', found: '实有', book: '出入账', bookNone: '没有出入',
  },
  today: {
    title: '今日用药', sum: '应给 {{due}}，已给 {{given}}', missed: '漏服', refused: '拒服', late: '还没给', checking: '待核对', low: '快用完', left: '离院未退', none: '没有漏服、拒服', noLists: '还没有录入药单', days: '够 {{n}} 天', open: '去给药', more: '还有 {{n}} 项',
    baths: '今日助浴', bathsNone: '今天没有助浴', meals: '明日餐食', mealsSum: '在院 {{residents}} 人，外送堂食 {{orders}} 份', mealsNone: '没有禁忌餐', cannot: '本厨房做不了', samples: '留样', samplesMissing: '{{day}}{{meal}}没有留样', samplesOk: '昨天、今天的都有留样', samplesRipe: '满 48 小时待弃置 {{n}} 份', todayWord: '今天', yesterday: '昨天',
  },
  samples: {
    title: '留样', meal: { breakfast: '早餐', lunch: '午餐', supper: '晚餐' }, take: '登记留样', dish: '菜名', grams: '克', celsius: '冰箱温度 ℃', takenAt: '留样时间', now: '现在', addDish: '再加一个菜', save: '登记', same: '和昨天一样',
    rule: '每个品种不少于 125 克，0–8 ℃ 专用冰箱冷藏 48 小时以上（GB 31654-2021）。', served: '在院 {{residents}}，外送堂食 {{orders}}', notServed: '没有供餐', missing: '供了餐，没有留样', none: '还没有留样', by: '留样人', keepUntil: '留到', discarded: '弃置', discard: '弃置', discardEarly: '提前取走（写明谁取走）', strike: '作废', strikeWhy: '为什么作废', struck: '已作废：{{why}}', warm: '{{c}} ℃，不在 0–8 ℃', cold: '{{c}} ℃', ripe: '满 48 小时，待弃置', ripeNone: '没有待弃置的', month: '月份', printMonth: '打印本月', monthTitle: '{{name}} · {{month}} · 食品留样记录', day: '按天', wholeMonth: '按月', signer: '负责人签字', flagged: '{{meals}}没有留样',
  },
}

export const carehomeEn: typeof carehomeZh = {
  tabsLabel: 'Pages of medicine', tabs: { round: 'Round', lists: 'Lists and stock', samples: 'Food samples' }, house: 'House',
  title: 'Medicine', day: 'Day', none: 'Your account is bound to no house', noneHint: 'An administrator binds it under Staff.',
  empty: 'Nothing is due on this day', emptyHint: 'Enter the written lists first.', slotEmpty: 'Nothing is left at this time',
  given: 'Given', giveAll: 'All {{n}} given', refuse: 'Refused', unwilling: 'Unwilling', miss: 'Not given', done: 'Done', notDone: 'Not done', check: 'Checked, given', sendBack: 'Wrong, send back', undo: 'Undo', undoLeft: 'for {{for}}',
  double: 'Two persons', waits: '{{name}} made it ready; a second person checks', waitsMine: 'You made it ready; somebody else signs in and checks', late: '{{for}} late', left: '{{n}} left', other: 'Another reason', reason: 'Reason', send: 'Enter',
  state: { open: 'Due', checking: 'To check', given: 'Given', refused: 'Refused', missed: 'Missed', away: 'Away' },
  by: '{{at}} {{name}}', checkedBy: 'checked by {{name}}', auto: 'nobody entered it', mended: 'entered later', mend: 'Nobody entered it in time. If it was given:', mendAt: 'Given at',
  whyRefused: 'Unwilling|Asleep|Nausea|Cannot swallow', whyMissed: 'None in stock|Fasting|Doctor paused it|Forgotten',
  unchecked: 'nobody checked', gone: 'left',
  away: { hospital: 'In hospital', leave: 'On leave', staying: 'With relatives', out: 'Out', day_care: 'Day care', lost: 'Lost', deceased: 'Deceased', gone: 'Left the house' }, awayNot: '{{where}}: give nothing', awayReturn: 'back {{at}}', back: 'Back again: enter the return',
  advice: 'Only what is on the list; no dose is advised. In doubt ask whoever prescribed it.', progress: '{{n}}/{{total}}', print: 'Print',
  turning: 'Turning', medicine: 'Medicine',
  needed: {
    title: 'As needed', asNeeded: 'As needed (no times)', gap: 'At least hours apart', dayMost: 'At most times in 24 h', lines: '{{n}} lines', today: 'Given as needed today', give: 'Needed: give it', why: 'Pain|Fever|Tight chest|Sleepless|Constipation',
    last: 'last {{at}}', never: 'not within 7 days', count: '{{n}} times in 24 h', gapHours: 'at least {{n}} h apart', gapMinutes: 'at least {{n}} min apart', most: 'at most {{n}} times in 24 h', wait: 'again from {{at}}, in {{for}}', signal: 'What is needed wants a signal: the platform looks whether another has just given it. There is none, and nothing was entered. If it cannot wait, look at the printed list and the box, note the time, and tell the supervisor.', paper: '__:__  □  why ______',
  },
  lists: {
    new: 'Enter a list', stop: 'Stop', stopWhy: 'Why (whose word, which new list)', who: 'Resident', kind: 'Kind', name: 'Medicine', nameHint: 'as it is written', dose: 'Dose', doseHint: 'as it is written', times: 'Times', timesHint: '08:00 18:00', weekdays: 'Weekdays', everyDay: 'daily', from: 'From', until: 'Until', untilOpen: 'open', listDate: 'Date of the list', prescriber: 'Prescribed by', prescriberHint: 'hospital, ward or doctor', page: 'Page or photo no.', paper: 'list of {{date}}', pageOf: 'page {{page}}', photoOf: 'page or photo {{page}}', doubleCheck: 'High-alert: two persons', note: 'Note', each: 'Units each time', unit: 'Unit', unitHint: 'tablets', stock: 'Stock', stockNow: 'There now', notCounted: 'not counted', ended: 'With stopped ones', endedMark: 'stopped {{at}}', days: 'days left: {{n}}', short: 'Less than nothing: count it', empty: 'No list yet', emptyHint: 'Enter a list, one line for each medicine, with its date and who wrote it.', addLine: 'One more', save: 'Save the list', again: 'Another dose: stop the old line, then enter the new list.', leftHouse: 'Left the house: back to the family',
    move: { in: 'In', returned: 'Back to the family', lost: 'Lost', counted: 'Counted', used: 'Used', undone: 'Taken back' }, amount: 'Amount', found: 'Found', book: 'Book', bookNone: 'Nothing yet',
  },
  today: {
    title: 'Medicine today', sum: '{{given}} given of {{due}} due', missed: 'Missed', refused: 'Refused', late: 'Not yet given', checking: 'To check', low: 'Running out', left: 'Left behind', none: 'Nothing missed or refused', noLists: 'No list is entered', days: 'days left: {{n}}', open: 'Go round', more: '{{n}} more',
    baths: 'Baths today', bathsNone: 'No bath today', meals: 'Meals tomorrow', mealsSum: 'Residents: {{residents}}, ordered: {{orders}}', mealsNone: 'No diets', cannot: 'not by this kitchen', samples: 'Food samples', samplesMissing: 'No sample kept: {{meal}}, {{day}}', samplesOk: 'Yesterday and today are complete', samplesRipe: '{{n}} past 48 h to throw away', todayWord: 'today', yesterday: 'yesterday',
  },
  samples: {
    title: 'Food samples', meal: { breakfast: 'Breakfast', lunch: 'Lunch', supper: 'Supper' }, take: 'Keep samples', dish: 'Dish', grams: 'g', celsius: 'Refrigerator °C', takenAt: 'Taken at', now: 'now', addDish: 'One more dish', save: 'Enter', same: 'As yesterday',
    rule: 'At least 125 g of each dish, refrigerated at 0–8 °C for 48 hours or more (GB 31654-2021).', served: 'residents: {{residents}}, ordered: {{orders}}', notServed: 'Nothing served', missing: 'Served, and nothing kept', none: 'None yet', by: 'Kept by', keepUntil: 'Until', discarded: 'Thrown away', discard: 'Throw away', discardEarly: 'Handed over early (to whom)', strike: 'Strike out', strikeWhy: 'Why', struck: 'Struck out: {{why}}', warm: '{{c}} °C, not 0–8 °C', cold: '{{c}} °C', ripe: 'Past 48 h, to throw away', ripeNone: 'Nothing to throw away', month: 'Month', printMonth: 'Print the month', monthTitle: '{{name}} · {{month}} · Food samples', day: 'By day', wholeMonth: 'By month', signer: 'Signature', flagged: 'No samples of {{meals}}',
  },
}

/** What was done, as the journal shows it. */
export const carehomeWhatZh = {
  'medicine.listed': '录入药单', 'medicine.stopped': '停用药单一行', 'medicine.moved': '药品出入', 'dose.given': '已给药', 'dose.checking': '备好，待核对', 'dose.checked': '核对并给药', 'dose.refused': '拒服', 'dose.missed': '漏服', 'dose.undone': '撤销给药登记',
  'sample.taken': '留样', 'sample.discarded': '弃置留样', 'sample.struck': '作废留样记录',
}

export const carehomeWhatEn: typeof carehomeWhatZh = {
  'medicine.listed': 'List entered', 'medicine.stopped': 'Line stopped', 'medicine.moved': 'Stock moved', 'dose.given': 'Given', 'dose.checking': 'Ready to check', 'dose.checked': 'Checked and given', 'dose.refused': 'Refused', 'dose.missed': 'Missed', 'dose.undone': 'Taken back',
  'sample.taken': 'Sample kept', 'sample.discarded': 'Sample thrown away', 'sample.struck': 'Sample struck out',
}
