// What each page is for, told to whoever may not open it, in both languages.
// Chinese says one of them and all of them alike.
const people = { operator: '话务员', supervisor: '值班长', manager: '机构负责人', worker: '服务人员', leader: '局领导', admin: '管理员', auditor: '审计员' }

export const pagesZh = {
  whose: '这里给{{whose}}使用，您是{{role}}。', ask: '您的工作要用到它，请找管理员。',
  who: people, one: people,
  is: {
    desk: '这里是接听求助、派人去的值守台', keys: '这里管老人家里的钥匙', family: '这里打印给家属的月度页', orders: '这里看工单、派工单', plans: '这里定服务计划',
    kitchen: '这里是厨房备餐用的', activities: '这里是活动报名用的', outreach: '这里是逐户走访用的', catalogue: '这里是服务目录',
    tickets: '这里是受理诉求用的', articles: '这里是答复用的知识库', followUps: '这里是打回访电话用的', audits: '这里是抽查通话用的', times: '这里看时限',
    money: '这里看没有结清的钱', statements: '这里是和承接单位结算用的', elders: '这里看老人的档案', devices: '这里看设备', alerts: '这里看预警',
    ambulance: '这里打印给 120 的交接单', searchSheet: '这里打印找人用的寻人单', damages: '这里看破门损坏的修复', roster: '这里排值班表', wakes: '这里看谁被叫醒过',
    training: '这里是练习接警用的', shift: '这里是交接班用的', emergencyBook: '这里是断网时用的应急名册', nuisances: '这里看骚扰电话', staff: '这里管账号', medicine: '这里是照药单给药用的',
    samples: '这里是食品留样用的', day: '这里看一个机构的今天', field: '这里是上门服务用的', install: '这里是上门装设备用的', protection: '这里看每户守护了多久', rounds: '这里排一天的上门路线',
    golive: '这里是上线前的清单', overview: '这里看全县的数字', system: '这里看平台自己的运行', sentences: '这里定老人听到的话', journal: '这里查谁做过什么',
  },
  instead: { install: '看设备请到“设备”；要派人去装，请派一张设备维修工单。' },
}

export const pagesEn: typeof pagesZh = {
  whose: 'It is for {{whose}}; you are {{role}}.', ask: 'If your work needs it, ask an administrator.',
  who: { operator: 'operators', supervisor: 'supervisors', manager: 'managers', worker: 'workers', leader: 'leaders', admin: 'administrators', auditor: 'auditors' },
  one: { operator: 'an operator', supervisor: 'a supervisor', manager: 'a manager', worker: 'a worker', leader: 'a leader', admin: 'an administrator', auditor: 'an auditor' },
  is: {
    desk: 'This is the desk, where calls for help are answered', keys: 'This page keeps the keys of homes', family: "This page prints a family's month", orders: 'This page shows and sends orders', plans: 'This page is for plans of services',
    kitchen: "This page is the kitchen's list of meals", activities: 'This page is for activities and who comes', outreach: 'This page is for going from home to home', catalogue: 'This is the catalogue of services',
    tickets: 'This page is for taking tickets', articles: 'This page holds what to answer', followUps: 'This page is for calling back afterwards', audits: 'This page is for checking samples of calls', times: 'This page shows how long things took',
    money: 'This page shows money that is not settled', statements: 'This page is for settling with providers', elders: 'This page shows the records of elders', devices: 'This page shows devices', alerts: 'This page shows alerts',
    ambulance: 'This page prints the sheet for the ambulance', searchSheet: 'This page prints the sheet for a search', damages: 'This page shows doors that were broken open', roster: 'This page is the duty roster', wakes: 'This page shows who was woken',
    training: 'This page is for practising at the desk', shift: 'This page is for handing over a shift', emergencyBook: 'This page is the emergency book, for when the network is away', nuisances: 'This page shows nuisance calls', staff: 'This page keeps accounts', medicine: 'This page is for giving medicine by the written list',
    samples: 'This page is for keeping samples of food', day: "This page shows a house's day", field: 'This page is for services at the door', install: 'This page is for fitting devices in homes', protection: 'This page shows how long each home was protected', rounds: 'This page plans the rounds of a day',
    golive: 'This is the list of what to do before going live', overview: 'This page shows the numbers of the county', system: 'This page shows how the platform itself is', sentences: 'This page is for what elders hear', journal: 'This page shows who did what',
  },
  instead: { install: 'To look at devices, open Devices; to have one fitted, make a repair order.' },
}
