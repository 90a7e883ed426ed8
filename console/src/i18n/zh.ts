// 简体中文。词语以 words.md 为准：一物一词。
import { accessZh } from './access'
import { channelsZh, kinZh } from './channels'
import { asideZh } from './aside'
import { deskWorkZh } from './desk'
import { fenceZh } from './fence'
import { fileZh, fileWhatZh } from './file'
import { carehomeZh, carehomeWhatZh } from './carehome'
import { hotlineZh } from './hotline'
import { fieldDosesZh, fieldKeysZh } from './fieldKeys'
import { installZh } from './install'
import { accountsZh, accountWhatZh } from './accounts'
import { pagesZh } from './pages'
import { plansZh } from './plans'
import { assignZh } from './assign'
import { protectionZh } from './protection'
import { rosterZh } from './roster'
import { trainingZh } from './training'
import { sourcesZh } from './sources'
import { phoneZh } from './phone'
import { whereZh } from './where'
import { sceneZh, sceneFaultZh, sceneNoteZh, sceneWhatZh } from './scene'
import { sentencesZh, sentenceWhatZh } from './sentences'
import { visitsZh, visitWhatZh } from './visits'

export const zh = {
  app: { name: '颐安', slogan: '县域智慧养老服务平台', language: 'English', skip: '跳到主要内容' },
  nav: {
    medicine: '用药和留样',
    roster: '值班表',
    protection: '守护台账',
    install: '装机',
    tickets: '诉求',
    desk: '值守台', orders: '工单', elders: '老人', devices: '设备', alerts: '预警', day: '院长今日', staff: '人员',
    golive: '上线清单', overview: '总览', system: '系统', journal: '留痕', field: '我的工单', menu: '主菜单',
  },
  navShort: {
    medicine: '用药',
    roster: '值班',
    protection: '守护',
    install: '装机',
    tickets: '诉求',
    desk: '值守台', orders: '工单', elders: '老人', devices: '设备', alerts: '预警', day: '院长今日', staff: '人员',
    golive: '上线', overview: '总览', system: '系统', journal: '留痕', field: '工单',
  },
  role: { operator: '话务员', supervisor: '值班长', manager: '机构负责人', worker: '服务人员', leader: '局领导', admin: '管理员', auditor: '审计员' },
  severity: { critical: '紧急', warning: '重要', info: '一般' },
  kind: {
    nobody_opened: '敲门无人应', meal_uncollected: '无人取餐', sos: '一键呼叫', pull_cord: '拉绳呼叫', fall: '跌倒报警', smoke: '烟雾报警', gas: '燃气报警', water_leak: '水浸报警', phone: '来电', removed: '手表摘下', out_of_bed: '离床报警', alarm: '设备报警',
    test: '试呼', alert: '预警', lost: '走失',
  },
  incidentState: { open: '待接', answered: '处置中', dispatched: '已派人', arrived: '已到场', closed: '已结案' },
  orderState: {
    requested: '待受理', queued: '待派单', assigned: '待接单', accepted: '已接单', on_the_way: '已出发', arrived: '已上门',
    completed: '已完成', cancelled: '已撤单', failed: '未办成',
  },
  service: {
    meal: '助餐', bathing: '助浴', cleaning: '助洁', medical: '助医', emergency: '助急', appointment: '代办挂号', shopping: '代购',
    companionship: '精神慰藉', visit: '探访', repair: '设备维修', drill: '演练',
  },
  source: { operator: '话务员', panel: '绿键', alert: '预警', incident: '求助件', plan: '服务计划', proof: '试呼到期' },
  outcome: {
    emergency_fall: '真实紧急：跌倒', emergency_illness: '真实紧急：疾病', emergency_fire_gas: '真实紧急：火灾燃气', emergency_lost: '真实紧急：走失',
    emergency_mental: '真实紧急：心理', emergency_other: '真实紧急：其他', help: '一般求助', child: '儿童误触', by_mistake: '老人误触',
    device_fault: '设备误报', test: '试呼', drill: '演练', nuisance: '骚扰', nobody_home: '家中无人', deceased: '已故',
  },
  whereabouts: {
    home: '在家', out: '外出', staying: '走亲暂住', day_care: '日托', hospital: '住院', center: '在院', leave: '请假离院', lost: '走失',
    deceased: '已故', unknown: '不详',
  },
  reach: { talk: '可通话', device: '设备喊话', message: '短信', send: '不能通话，直接派人', none: '联系方式未登记' },
  feedback: { received: '已收到', answered: '有人接听', dispatched: '已派人', arrived: '人到了', closed: '处理好了' },
  centerKind: { guidance: '服务指导中心', care_home: '敬老院', day_care: '日间照料中心', branch: '村级分院', station: '村级养老服务站', rehab: '医养康复中心' },
  metric: {
    heart_rate: '心率', spo2: '血氧', systolic: '收缩压', diastolic: '舒张压', body_temperature: '体温', glucose: '血糖', respiration: '呼吸',
    weight: '体重', steps: '步数', motion: '活动', contact_open: '门', bed_occupied: '床', fall: '跌倒', smoke: '烟雾', gas: '燃气',
    water_leak: '水浸', co: '一氧化碳', temperature: '室温', humidity: '湿度', power: '用电', illuminance: '光照', battery: '电量', rssi: '信号', linkquality: '链路质量', battery_low: '低电', tamper: '拆动', mains_lost: '市电', removed: '佩戴',
    latitude: '纬度', longitude: '经度', accuracy: '定位误差', gsm_signal: '手机信号', fence_distance: '离中心',
  },
  unit: { bpm: '次/分', rpm: '次/分' },
  metricOn: { motion: '有活动', contact_open: '开', bed_occupied: '在床', fall: '跌倒', smoke: '报警', gas: '报警', water_leak: '报警', battery_low: '电量低', tamper: '被拆动', mains_lost: '断电', removed: '未佩戴' },
  metricOff: { motion: '无活动', contact_open: '关', bed_occupied: '不在床', fall: '无', smoke: '正常', gas: '正常', water_leak: '正常', battery_low: '正常', tamper: '正常', mains_lost: '有电', removed: '佩戴中' },
  deviceKind: {
    sos_button: '呼救按钮', pull_cord: '拉绳', home_panel: '居家面板', panel: '居家面板', fall_radar: '跌倒雷达', radar: '跌倒雷达', bed_sensor: '床垫监测',
    wristband: '手环', watch: '手表', gps_watch: '定位手表', wearable: '手环', smoke_detector: '烟感', smoke: '烟感', gas_detector: '燃气报警器', gas: '燃气报警器', water_leak: '水浸传感器', door_contact: '门磁',
    contact: '门磁', motion_sensor: '人体感应', motion: '人体感应', env_sensor: '温湿度', temperature: '温湿度', gateway: '网关', zigbee2mqtt: 'Zigbee 网关',
    chirpstack: 'LoRaWAN（ChirpStack）', thethingsstack: 'LoRaWAN（The Things Stack）', milesight_lorawan: 'LoRaWAN（星纵）', tasmota: 'Tasmota 设备', shelly: 'Shelly 设备', ble_theengs: '蓝牙网关', owntracks: 'OwnTracks 定位', espresense: 'ESPresense 室内定位', rtl_433: '433 MHz 接收', xiaomi_gateway3: '小米网关', homeassistant_discovery: 'Home Assistant', sleepace_bed: '享睡睡眠带', clife_mattress: '和而泰床垫', perceptor_radar: '雷达平台', aliyun_alink: '阿里云物联网', onenet_studio: '移动 OneNET', ctwing_aep: '电信 CTWing', telecom_oceanconnect: '电信 OceanConnect', huawei_iotda: '华为云 IoTDA', das_aiot: 'DAS 物联网', emqx_fabric: 'EMQX 物模型', iotfast: 'IoTFast',
    blood_pressure: '血压计', glucose_meter: '血糖仪',
    oximeter: '血氧仪', thermometer: '体温计', scale: '体重秤', plug: '智能插座',
  },
  dryWhat: { request: '服务需求', confirm: '回执确认', result: '指令回答', online: '上线', offline: '离线', heartbeat: '心跳' },
  reason: {
    not_json: '不是 JSON', unknown_device: '未登记设备', foreign_child: '别家网关的设备', wrong_type: '类型不对', out_of_range: '超出合理范围',
    too_large: '过大', unknown_topic: '未知主题', unknown_kind: '未知呼叫类型', unknown_command: '没有这条指令', device_fault: '设备自报故障',
  },
  lamp: { telephony: '电话', sms: '短信', devices: '设备', database: '数据库', redis: '队列', influx: '监测库', mqtt: '消息', up: '正常', down: '中断', none: '未接入' },
  dependency: { clock: '时钟', database: '数据库', records: '档案库', redis: '队列', queue: '队列', influx: '监测库', readings: '监测库', mqtt: '消息服务', broker: '消息服务', devices: '设备接入', telephony: '电话', sms: '短信', webhook: '通知接口', door: '设备账号' },
  ago: {
    now: '刚刚', seconds: '{{count}} 秒前', minutes: '{{count}} 分钟前', hours: '{{count}} 小时前', days: '{{count}} 天前', never: '从未',
    data: '数据 {{ago}}', stale: '数据已过时：{{ago}}',
  },
  common: {
    remove: '移除',
    nowhere: '没有这个页面', nowhereHint: '地址可能写错了，或来自旧的收藏。', home: '回到首页',
    loading: '正在读取…', retry: '重试', refresh: '刷新', save: '保存', cancel: '取消', close: '关闭', back: '返回', search: '搜索',
    all: '全部', none: '无', unknown: '未知', years: '{{count}} 岁', unknownPerson: '未知老人', note: '备注', name: '姓名', phone: '电话', time: '时间',
    region: '辖区', center: '机构', wholeCounty: '全县', state: '状态', kind: '类型', required: '请填写', done: '已办',
    page: '下一页', first: '回到第一页', shown: '共 {{n}} 条', onPage: '本页 {{n}} 条', colon: '：', and: '；', comma: '，', minutes: '{{n}} 分钟', hours: '{{n}} 小时', days: '{{n}} 天', seconds: '{{n}} 秒', today: '今天 {{at}}', tomorrow: '明天 {{at}}',
    optional: '可不填', choose: '请选择', noPhone: '未登记电话',
  },
  error: {
    offline: '连不上服务器，请检查网络', unknown: '出错了：{{detail}}', forbidden: '您的角色不能做这件事', notFound: '没有找到，或不在您的管辖范围内', render: '这个页面出错了',
    renderHint: '刷新后重试；别的页面不受影响。', 
  },
  link: { lost: '与服务器的连接已断开 {{for}}，屏幕上的内容可能已过时。请用电话接警。', unattended: '没有人值守：来电与呼叫将直接转电话', unheard: '没有人值守，电话也没有接通：现在的呼叫没有人会听到，请马上开始值班', down: '{{names}} 中断', substitute: '替代电话：{{phones}}' },
  demo: { band: '演示数据 · 时间加速 {{speed}} 倍', plain: '演示数据', staffOn: '演示人员正在自动接警、派单', staffOff: '演示人员休息，由您来处置', rest: '我来处置', work: '让演示人员处置' },
  session: {
    title: '登录', username: '用户名', password: '密码', signIn: '登录', signOut: '退出', wrong: '用户名或密码不对', 
    changeTitle: '请先修改密码', changeHint: '这是初始密码。改好后才能继续使用。', old: '原密码', new: '新密码', again: '再输一遍新密码', mismatch: '两次输入不一致', short: '至少 8 位', change: '修改密码',
    lan: '本系统在县内网运行，不访问互联网。',
  },
  desk: {
    title: '值守台', begin: '开始值班', end: '结束值班', onDuty: '值班', seat: '席位', seatDefault: '1 号席', nobody: '无人值班', since: '{{at}} 起',
    reinforce: '增援', reinforced: '已呼叫值班长和县级值守台', soundTested: '声音 {{at}} 试过', soundNever: '声音未试', soundLocked: '声音未开启：按任意键或点一下屏幕，呼叫才会响铃', soundNone: '这台机器没有声音输出', notOnDuty: '您还没有开始值班，呼叫不会响铃',
    waiting: '待接', mine: '我的', others: '他人处置中', missed: '未接来电', late: '延迟', unaware: '老人还不知道', oldest: '最久',
    waitingEmpty: '没有待接的求助', mineEmpty: '您手上没有求助件', answer: '接听', answerFirst: '接听后显示老人档案', 
    pick: '选一件求助，或按 F2 接听最紧急的一件', pickHint: '新呼叫会进入左侧待接，不会抢走您正在做的事。', repeats: '连呼 {{n}} 次', second: '同住：{{name}}', lateBy: '延迟 {{for}} 到达', trial: '试运行', ringAgain: '又响了', ringsAgain: '老人又按了：先接听', ringsFor: '{{why}}：先接听', actBy: '{{for}} 内没有动作就再次响铃', pressedTimes: '又按了 {{n}} 次', askWho: '先问是谁', otherElder: '别人：输入姓名', limit: { '1': '超 10 秒', '2': '超 15 秒', '3': '超 1 分钟', '4': '超 3 分钟' }, by: '{{name}} 处置',
    lost: '已被 {{name}} 接听', lostGone: '这件求助已被他人接听', someone: '同事', answeredBy: '{{name}} 接听了 {{who}}', arrived: '新求助：{{kind}}，{{who}}，{{village}}', sincePress: '自按下', howToReach: '怎么联系', directions: '怎么找', noVital: '档案里没有氧、胰岛素、抗凝、过敏记录', conditions: '病史',
    whoIsIt: '是谁在呼叫？', unknownWho: '未知呼叫人：先问是谁、在哪里', openFile: '完整档案', script: '问一句', talk: '通话', keyHolder: '叫钥匙', send: '派人', ambulance: '120', fire: '119', police: '110', heard: '听到', seen: '见到', noAnswer: '不应答', handed: '交接', escalate: '转下一责任人', noteKey: '写备注', reopen: '重新打开',
    timeline: '经过', noteHint: '记下听到的、做了的（Enter 保存，Shift+Enter 换行）', draft: '草稿已存', whoCanGo: '谁能去', source_worker: '服务人员', source_station_keeper: '站长', source_key_holder: '钥匙人', source_host: '暂住处主人', source_contact: '联系人', noResponders: '附近没有可派的人', noRespondersHint: '按 Alt+Z 转下一责任人', hasKey: '有钥匙', smart: '智能机', plain: '老人机', minutes: '分钟', accepted: '接单', sendThis: '派 {{name}}', sent: '已派 {{name}}，等待接单', called: '已叫 {{name}}', contacts: '紧急联系人', noContacts: '没有登记联系人：找村委会、乡镇值班', contactsLater: '确认是谁后显示', mayDecide: '可做主', mayKnow: '可知情', heardTitle: '老人听到了什么', heardNone: '还没有回执送达', heardSent: '{{what}}：设备未确认 · 送 {{n}} 次', heardConfirmed: '已听到：{{what}}', readings: '最近监测', noReadings: '没有监测数据', helpOnWay: '已叫 {{what}}',
    close: '结案', closeHint: '处置结果', closeNote: '说明', closeReason: '误报的原因', missing: '还不能结案：', ready: '可以结案', closed: '已结案', closedHint: '24 小时内可重新打开', dialed: '已拨打，记录', notComing: '来不了了', dialTitle: '拨打{{what}}', readOut: '照着念', talkTitle: '怎么联系上的', answered: '接通了', notAnswered: '没有接', way_call: '打电话', way_device: '设备喊话', way_message: '发短信', seenTitle: '谁见到了老人', handedTitle: '交接给谁', record: '记录', ladderNext: '{{for}} 后转下一步', second_ladder: '老人不应：第 {{n}} 步', queue: '求助队列', current: '正在处置', side: '可以派的人', keys: '按键', answerFirstKey: '接听最紧急的一件', chooseKey: '在列表中选择', answerKey: '接听选中的一件', actKey: '通话、叫钥匙、派人等动作', callKey: '看响着的来电',
  },
  scene: sceneZh,
  where: whereZh,
  help: { key_holder: '钥匙人', contact: '联系人', '120': '120 急救', '119': '119 消防', '110': '110 民警', station_keeper: '站长' },
  missing: { second_call: '老人拒绝了救助，还欠第二次联系', not_answered: '还没有接听', ringing: '又响了，先接听', not_contacted: '还没有人见到或听到老人', not_tried: '还没有按档案写的方式联系过老人，也没有派人', outcome: '还没有选处置结果', note: '误报要写明原因' },
  script: {
    sos: '“您好，我是值班员。您哪里不舒服？能说话就应一声，不能说话就再按一下。”', pull_cord: '“您好，我是值班员。您是要人扶，还是身体不舒服？”', fall: '“您摔倒了吗？先别动，哪里疼？有没有碰到头？”',
    smoke: '“请马上离开屋子，不要碰开关。您出来了吗？屋里还有别人吗？”', gas: '“请马上离开屋子，不要碰任何开关、不要打火。您出来了吗？”', water_leak: '“家里漏水了，您人没事吧？地滑别走动，能关总阀吗？”', phone: '“您好，这里是养老服务热线。请问您是哪位？在哪里？”', removed: '“您好，我是值班员。手表说它被摘下来了，老人在您身边吗？请帮忙戴上。”', out_of_bed: '“您好，我是值班员。床垫显示您离开床有一会儿了，您没事吧？需要帮忙吗？”', alarm: '“您好，我是值班员。家里的设备报警了，您还好吗？需要帮忙吗？”',
    lost: '“您好，我是值班员。老人最后在哪里、什么时候看到的？穿什么衣服？往哪个方向走？”', alert: '“您好，平台发现您的监测有变化。您现在感觉怎么样？”', test: '“这是试呼，您听得清吗？”', silent: '不能通话：按一下表示“是”，按两下表示“不是”。',
  },
  what: {
    ...visitWhatZh,
    ...carehomeWhatZh,
    ...sceneWhatZh,
    ...fileWhatZh,
    ...accountWhatZh,
    ...sentenceWhatZh,
    'device.moved': '疑似搬动', 'device.old_credential_ended': '旧密钥失效',
    'plan.saved': '写服务计划', 'plan.paused': '暂停服务计划', 'plan.resumed': '恢复服务计划', 'plan.ended': '结束服务计划', 'plans.created': '批量建服务计划', 'kitchen.saved': '写助餐点', 'activity.signed': '活动签到', 'outreach.begun': '开始专项走访', 'outreach.noted': '走访记录', 'outreach.closed': '结束专项走访',
    'offering.saved': '服务目录：修改',
    'incident.late_explained': '说明超时原因', 'ticket.taken': '登记诉求', 'ticket.accepted': '受理诉求', 'ticket.noted': '诉求记录', 'ticket.answered': '答复诉求', 'ticket.closed': '办结诉求', 'ticket.reopened': '重新办理诉求', 'ticket.extended': '诉求延期', 'ticket.reclassified': '更正诉求', 'ticket.referred': '登记对方编号', 'ticket.overdue': '诉求超期', 'article.written': '写知识', 'article.approved': '审定知识', 'article.retired': '停用知识', 'follow_up.drawn': '抽出回访', 'follow_up.asked': '指定回访', 'follow_up.called': '回访', 'follow_up.said': '回访转诉求', 'follow_up.cancelled': '不再回访', 'audit.drawn': '抽出质检', 'audit.done': '质检', 'audit.replied': '回复质检',
    'incident.installer_pressed': '装机人员说是试按', 'installation.begun': '开始装机', 'installation.consented': '征得同意', 'installation.entry_settled': '进门授权', 'installation.keys_noted': '登记钥匙', 'installation.claimed': '认领设备', 'installation.press_asked': '开始试按', 'installation.press_ours': '确认试按', 'installation.heard': '设备上线', 'installation.address_read': '念对地址', 'installation.abandoned': '结束装机', 'device.claims_issued': '制作认领码', 'device.retired': '停用设备',
    'source.created': '新建接入源', 'source.changed': '改接入源', 'source.enabled': '启用接入源', 'source.disabled': '停用接入源',
    'incident.opened': '求助', 'incident.answered': '接听', 'incident.answered_again': '再次接听', 'incident.taken_over': '接过来', 'incident.noted': '备注', 'incident.escalated': '转办', 'incident.second_ladder': '老人不应，转下一步', 'incident.dispatched': '已派人', 'incident.arrived': '到场', 'incident.closed': '结案', 'incident.reopened': '重新打开', 'incident.restored': '从备份恢复，等人处理', 'record.restored': '从备份恢复了全部记录', 'incident.contacted': '联系上老人', 'incident.attempted': '尝试联系', 'incident.no_answer': '老人不应', 'incident.help': '叫人', 'incident.elder_named': '确认是谁', 'incident.heard': '老人已听到', 'incident.pressed_again': '又按了一次', 'incident.second_person': '同住人也在呼叫', 'incident.orphan': '设备没有登记', 'incident.clock_skew': '设备时钟不准', 'incident.alert_joined': '预警并入', 'incident.nobody_on_the_way': '没有人在路上，退回处置中', 'incident.nobody_acted': '到时没有人处理', 'incident.phone_accepted': '电话里答应处理', 'notice.delivered': '通知送达', 'notice.answered': '电话接通', 'notice.accepted': '电话按 1 接受', 'notice.declined': '电话按 2 婉拒', 'notice.no_answer': '电话无人接', 'notice.busy': '电话占线', 'incident.help_failed': '叫的人来不了',
    'incident.phoned': '电话打来', 'incident.opened_afterwards': '补录求助', 'incident.linked': '同一起因', 'incident.unlinked': '不是同一起因', 'incident.asked': '问答', 'incident.ambulance': '120 交接单', 'incident.ambulance_printed': '打印 120 交接单', 'shift.offered': '交班', 'shift.taken': '接班', 'desk.book_printed': '打印应急册', 'phone.ringing': '来电响铃', 'phone.answered': '电话接通', 'phone.ended': '通话结束', 'phone.missed': '未接来电', 'phone.abandoned': '来电挂断', 'phone.busy': '电话占线', 'phone.silent': '来电没有下文', 'phone.told': '通话更新', 'phone.called_again': '又打来了', 'phone.settled': '回拨了结', 'phone.overdue': '回拨超时，已叫值班长', 'phone.tried': '回拨无人接', 'phone.requested': '拨打电话', 'phone.no_answer': '电话无人接', 'phone.failed': '电话没打通', 'phone.entered': '登记来电', 'phone.entered_afterwards': '补录来电', 'phone.noted': '通话备注', 'phone.elder_named': '确认来电人', 'phone.nuisance': '标为骚扰', 'phone.no_nuisance': '取消骚扰', 'phone.order_made': '来电开工单', 'phone.incident_made': '来电转求助件',
    'order.created': '新建工单', 'order.assigned': '派单', 'order.accepted': '接单', 'order.departed': '出发', 'order.arrived': '上门打卡', 'order.completed': '完成', 'order.cancelled': '撤单', 'order.failed': '未办成', 'order.returned': '退回待派', 'order.queued': '进入待派', 'order.requested': '受理需求', 'order.declined': '退单', 'order.lapsed': '无人接单，退回', 'order.reoffered': '自动转给下一位', 'round.planned': '排班', 'round.changed': '改排班', 'round.sent': '排班派出', 'round.dropped': '排班作废', 'order.set_aside': '搁置，请人决定', 'order.elder_named': '确认是谁',
    'notice.sent': '已通知', 'notice.failed': '通知未送达', 'notice.made': '通知已安排', 'number.tried': '试拨号码', 'number.verified': '号码已核实', 'roster.checked': '检查值班链条', 'setting.training_seat': '设为训练席', 'notice.copied': '同时发短信', 'notice.tested': '测试通知', 'desk.reinforced': '增援', 'device.tested': '试呼', 'elder.created': '新建老人', 'elder.changed': '修改老人', 'elder.imported': '导入老人', 'elder.fence_set': '设置围栏', 'elder.fence_changed': '修改围栏', 'elder.fence_removed': '删除围栏', 'staff.created': '新建账号', 'staff.changed': '修改账号', 'staff.disabled': '停用账号', 'staff.enabled': '启用账号', 'staff.imported': '导入账号', 'staff.password': '重设密码', 'staff.password_changed': '修改密码', 'device.created': '登记设备', 'device.changed': '修改设备', 'device.revoked': '吊销设备', 'device.commanded': '下发指令', 'device.located': '查看位置', 'device.command_confirmed': '指令已完成', 'device.command_failed': '指令未办成', 'device.command_expired': '指令已过期', 'device.credential_issued': '发放密钥', 'device.imported': '导入设备', 'household.created': '新建户', 'household.changed': '修改户', 'household.imported': '导入户', 'center.created': '新建机构', 'center.changed': '修改机构', 'center.imported': '导入机构', 'region.created': '新建辖区', 'region.changed': '修改辖区', 'region.imported': '导入辖区', 'bed.created': '登记床位', 'bed.changed': '修改床位', 'bed.imported': '导入床位', 'stay.admitted': '入住', 'stay.left': '请假', 'stay.hospitalised': '送医', 'stay.returned': '返院', 'stay.discharged': '退住', 'stay.moved': '换床', 'stay.undone': '撤销', 'whereabouts.changed': '改去向', 'setting.went_live': '正式上线', 'alert.raised': '预警', 'alert.offered': '预警转求助', 'alert.cleared': '预警解除', 'alert.seen': '预警已阅',
  },
  noteWord: {
    ...sceneNoteZh,
    fence: '离开电子围栏',
    heard: '本人应答', seen: '有人见到', handed_over: '已交接', call: '打电话', device: '设备喊话', message: '发短信', answered: '接通', no_answer: '没有接', key_holder: '钥匙人', supervisor: '值班长', station_keeper: '站长', township_duty: '乡镇值班', contact: '联系人', county_desk: '县级值守台', seat: '话务席', village_committee: '村委会', operator: '话务员', worker: '服务人员', manager: '机构负责人', leader: '局领导', admin: '管理员', auditor: '审计员', operators: '话务员',
  },
  orders: {
    calledOff: '撤单后', calledOffBy: { plan: '服务计划恢复后自动恢复', away: '老人回来后自动恢复' },
    title: '工单', new: '新建工单', open: '进行中', over: '已结束', service: '服务', elder: '老人', worker: '服务人员', due: '期限', created: '建单', source: '来源', empty: '没有工单', emptyHint: '老人按绿键、或在这里新建，工单就会出现。', assign: '派单', reassign: '改派', cancel: '撤单', cancelReason: '为什么撤单', fail: '未办成', failReason: '为什么没有办成', accept: '代接单', depart: '代出发', arrive: '代上门', complete: '代完成', onBehalf: '代录：以服务人员电话所述为准', history: '经过', none: '未派', dueNone: '尽快', overdue: '已超时', declined: '{{n}} 人退过单', chooseElder: '输入姓名查找老人', chooseWorker: '选服务人员（不选则进入待派）', openOrders: '手上 {{n}} 单', choose: '选一张工单看经过', chooseHint: '点左边的一行；派单、改派、撤单都在这里。', chooseNext: '选服务人员', ended: '结束', result: '结果', incident: '来自求助件', 
  },
  elders: {
    mains: '靠用电的设备维生（制氧机、呼吸机、电动床等），停电时优先', mainsShort: '用电维生', hazards: '住处隐患',
    edit: '修改', addContact: '添一位联系人',
    title: '老人', new: '新建老人', searchHint: '姓名、小名、村、电话', empty: '还没有老人', emptyHint: '先登记一户，再登记这户的老人。', noMatch: '没有符合条件的老人', noMatchHint: '换一个字试试，或新建。', name: '姓名', age: '年龄', gender: '性别', female: '女', male: '男', born: '出生日期', phone: '电话', village: '村', household: '户', reach: '联系方式', reachNotes: '听力、言语、方言', vital: '要命的事', vitalHint: '氧、胰岛素、抗凝、过敏', conditions: '病史', diet: '饮食', record: '档案', curves: '监测曲线', contacts: '紧急联系人', relation: '关系', whereabouts: '去向', whereaboutsSet: '改去向', whereaboutsSince: '{{at}} 起', returnAt: '预计返回', place: '在哪里', devices: '设备', noDevices: '没有设备', noDevicesHint: '到设备页登记一台并发放密钥。', latest: '最近监测', noLatest: '没有监测数据', noLatestHint: '设备上报后这里会出现曲线。', range: '时间范围', h6: '6 小时', h24: '24 小时', d7: '7 天', d30: '30 天', y1: '1 年', y5: '5 年', fromHours: '按小时汇总', curveMean: '平均', curveBand: '最小—最大', curveEmpty: '这段时间没有数据', curveCount: '{{n}} 个点，{{m}} 次测量', newHousehold: '新建户', householdHint: '查找或新建户', address: '地址', directions: '怎么找（村里人的说法）', keyHolder: '钥匙在谁手里', keyPhone: '钥匙人电话', station: '服务站', recentTickets: '诉求', recentOrders: '工单', keyHolderNone: '没有登记钥匙人', notForButtons: '去向只影响规则、送餐和上门，按钮照样响。',
  },
  devices: {
    title: '设备', homes: '每户试呼', list: '设备清单', refused: '被拒消息', new: '登记设备', empty: '还没有设备', emptyHint: '登记一台设备，发放密钥，再按一次试呼。', id: '设备编号', kind: '类型', where: '安装位置', gateway: '网关', battery: '电量', signal: '信号', seen: '最后上报', online: '在线', offline: '离线', neverSeen: '从未上报', revoked: '已吊销', credential: '发放密钥', credentialOnce: '密钥只显示这一次，请抄下或写入设备。', username: '用户名', password: '密码', revoke: '吊销', revokeAsk: '再点一次确认吊销', searchHint: '编号、名称、地址', home: '户', elders: '老人', count: '设备数', lastProof: '最近试呼成功', proofNever: '从未试呼成功', proofDue: '超过 31 天', homesDue: '待办', proofNext: '下一步', homesSummary: '31 天内试呼成功的户', homesEmpty: '还没有一户装了设备', homesEmptyHint: '先登记户和老人，再登记设备。', refusedSummary: '按原因累计', why: '原因', refusedEmpty: '没有被拒的消息', refusedEmptyHint: '设备发来的消息都能用。', topic: '主题', detail: '怎么办', bytes: '字节', elder: '老人', power: '供电', mains: '市电', power_battery: '电池', address: '网关下地址', address_hint: 'IEEE 地址或名称', shared: '共用', noHousehold: '未绑定户', liveness: '在线情况', next: { switch_on: '给设备通电', check_device: '检查离线的设备', test_press: '请老人试呼一次' },
  },
  alerts: {
    repair: '报修', repairOrder: '工单 {{number}} {{state}}', behind: '其后 {{n}} 台收不到', area: '{{n}}/{{of}} 不通', own: { fence: '离开电子围栏', offline: '设备离线', gateway_offline: '网关离线', area_offline: '片区离线', moved: '疑似搬动' }, title: '预警', people: '老人预警', technical: '设备故障', rules: '规则', firing: '未解除', cleared: '已解除', all: '全部', see: '已阅', seen: '{{name}} {{at}} 已阅', empty: '没有未解除的预警', emptyHint: '规则在“规则”页，可由管理员修改文件后重载。', raised: '发生', clearedAt: '解除', readings: '依据', threshold: '限值 {{value}}', rule: '规则', ruleEmpty: '没有启用的规则', ruleEmptyHint: '检查规则文件。', goIncident: '求助件', metric: '监测项', condition: '条件', for: '持续', severity: '级别', ruleTitle: '说明', elder: '老人', off: '停用', onlyWhen: '仅当', present: '老人在家',
  },
  staff: {
    title: '人员', new: '新建账号', empty: '还没有账号', emptyHint: '先建话务员和服务人员的账号。', username: '用户名', usernameHint: '字母、数字，建好后不能改', role: '角色', password: '初始密码', mustChange: '首次登录要改密码', lastSeen: '最近登录', disabled: '已停用', disable: '停用', enable: '启用', reset: '重设密码', resetDone: '密码已重设', skills: '能做的服务（不选为全部）', scope: '辖区',
  },
  day: {
    title: '院长今日', choose: '选择机构', sentence: '今日在院 {{inHouse}}/{{commissioned}}（已启用床位），请假 {{leave}}，住院 {{hospital}}，新入 {{admitted}}，今日应返 {{due}}。', planned: '另有规划床位 {{n}}，停用 {{b}}，不计入。', night: '昨夜至今', calls: '呼叫 {{n}} 次', callsFast: '{{n}}/{{total}} 次在 15 秒内接听', falls: '跌倒 {{n}} 次', silent: '设备未上报 {{n}}/{{total}}', nothing: '无', nothingSilent: '不能说“无”：有 {{n}}/{{total}} 台设备没有上报', noDevices: '本院没有登记设备，平台不知道昨夜情况', mismatch: '对不上', mismatchNone: '床垫与登记一致', mismatchSome: '报了数的 {{n}}/{{total}} 张与登记一致', mismatchUnknown: '没有床垫设备，无法核对', sensors: '床垫 {{n}} 张', overdue: '逾期未返', today: '今天', days: '{{n}} 天', bed_used_while_away: '登记不在院，床上有人', empty_bed_used: '空床，床上有人', sensor_silent: '床垫没有上报', shift: '当班', shiftNone: '没有人当班', shiftNoneHint: '请值班人员登录，或联系管理员建账号。', dueBack: '今日应返', dueBackNone: '没有', board: '床位图', stays: '在院', noneCommissioned: '这家机构没有已启用的床位。', seen: '最近在线', floor: '{{floor}} 层', free: '空', inBed: '在床', outOfBed: '不在床', sensorNone: '无床垫', blocked: '停用', plannedBed: '规划', leave: '请假', hospital: '送医', return: '返院', move: '换床', discharge: '退住', admit: '入住', pickFree: '点一张空床，把 {{name}} 换过去', pickElder: '选入住的老人', undo: '撤销', undoLeft: '{{for}} 内可撤销', did: '{{name}}：{{what}}', tapHint: '点一个人，再点要做的事；10 分钟内可撤销。', noCenter: '还没有机构', noCenterHint: '先在上线清单里建机构和床位。', noBeds: '这家机构还没有床位', noBedsHint: '登记床位后，这里就是床位图。', print: '打印', addBed: '登记床位', floorField: '楼层', roomField: '房间', bedField: '床号', occupied: '入住 {{n}}/{{total}}（已启用床位）',
  },
  visits: visitsZh,
  accounts: accountsZh,
  sentences: sentencesZh,
  field: {
    hello: '{{name}}，您好', none: '现在没有工单', noneHint: '有新单会在这里出现，手机会震动。', available: '可接的单', mine: '手上的单', unsent: '未上传 {{n}}', allSent: '都已上传', rejectedHint: '平台没有接受：{{why}}', dismiss: '知道了', offline: '没有信号，先记在手机里', retry: '再试一次', claim: '接单', accept: '接单', depart: '出发', arrive: '到了', complete: '办完了', doorClosed: '敲门无人应', fail: '没办成', due: '{{at}} 前', planned: '按路线 {{at}} 到', asap: '尽快', emergency: '紧急', eta: '多久到', etaMinutes: '{{n}} 分钟', next: '另有 {{n}} 单', why: '原因', reason_nobody: '敲门无人应', reason_refused: '老人不需要了', reason_cannot: '我去不了', key: '钥匙人', decline: '退单', 
  },
  access: accessZh,
  channels: channelsZh,
  kin: kinZh,
  aside: asideZh,
  roster: rosterZh,
  training: trainingZh,
  hotline: hotlineZh,
  carehome: carehomeZh,
  pages: pagesZh,
  fieldKeys: fieldKeysZh,
  fieldDoses: fieldDosesZh,
  install: installZh,
  protection: protectionZh,
  assign: assignZh,
  plans: plansZh,
  sources: sourcesZh,
  phone: phoneZh,
  work: deskWorkZh,
  fence: fenceZh,
  file: fileZh,
  golive: {
    title: '上线清单', hint: '一步一步来，做完一项自动打勾。', progress: '已完成 {{n}}/{{total}}', golive: '正式上线', goliveHint: '上线前的数据标为“试运行”，不进任何统计，留痕保留。', live: '{{at}} 已正式上线', go: '去做', look: '查看', count: '已有 {{count}}', confirm: '再点一次，正式上线',
    step: { regions: '辖区', centers: '机构', staff: '人员', roster: '值班', household: '第一户', device: '第一台设备', press: '第一次试呼', order: '第一张工单' },
    stepHint: { regions: '县、乡镇、村的代码和名称', centers: '敬老院、日间照料中心、服务站', staff: '话务员、服务人员、机构负责人的账号', roster: '谁值班：值班表里的每一班，和县、乡镇登记的值班电话；没人接时响他们的电话', household: '地址、怎么找、钥匙在谁手里，老人怎么联系', device: '登记并发放密钥', press: '在家里按一次，听到“收到了”', order: '派一张，到完成' },
    toRoster: '按班排到人：打开值班表', addRegion: '添加辖区', addCenter: '添加机构', dutyName: '值班联系人', code: '区划代码', codeHint: '县 6 位、乡镇 9 位、村 12 位', regionName: '名称', centerName: '机构名称', added: '已添加 {{name}}', regionKind: { county: '县', township: '乡镇', village: '村' },
  },
  overview: {
    title: '总览', openNow: '未结案的求助', waitingNow: '待接', occupancy: '床位入住', occupancyHint: '入住/已启用床位', homesProven: '31 天内试呼成功', devicesOnline: '设备在线', answered15: '今日 15 秒内接听', ordersToday: '今日工单完成', noData: '没有数据', townships: '乡镇', noTownships: '还没有辖区', recent: '最近结案', alertsFiring: '未解除预警', bySite: '各机构床位', inHouse: '在院',
  },
  system: {
    title: '系统', dependencies: '依赖', queues: '待派单', queueEmpty: '没有待派单', notices: '通知', noticesEmpty: '还没有发出过通知', noticesEmptyHint: '在上面试一试，看通道通不通。', version: '版本', started: '启动', up: '正常', down: '中断', none: '未接入', receiver: '收件角色', text: '内容', attempts: '次数', result: '结果', done: '{{at}} 送达', failed: '放弃', pending: '待发', link: '本机与服务器', linkUp: '连接正常', linkDown: '连接中断', kind: { ring: '响铃', message: '消息', connect: '接通', test: '测试' }, receiverRole: { worker: '服务人员', supervisor: '值班长', station_keeper: '站长', township_duty: '乡镇值班', contact: '联系人', county_desk: '县级值守台', seat: '话务席', village_committee: '村委会', operator: '话务员' },
  },
  journal: { title: '操作留痕', hint: '每一行都与上一行相扣，删改会被发现；用 yian journal --check 核对。', seq: '序号', by: '谁', what: '做了什么', subject: '对什么', empty: '没有留痕', emptyHint: '任何改动都会在这里留下一行。', noun: '类别', filterSubject: '编号', only: '只看这一件', system: '系统' },
  noun: { round: '排班路线', training: '训练', sentence: '老人听到的话', medicine: '用药', dose: '给药', sample: '留样', key: '钥匙', roster: '值班链条', wake: '夜间应答', number: '号码核实', visit: '上门', provider: '承接单位', visit_policy: '付款条件', kitchen: '助餐点', outreach: '专项走访', offering: '服务目录', plan: '服务计划', ticket: '诉求', article: '知识', follow_up: '回访', audit: '质检', source: '接入源', installation: '装机', incident: '求助件', order: '工单', elder: '老人', household: '户', staff: '人员', device: '设备', center: '机构', region: '辖区', stay: '入住', bed: '床位', alert: '预警', phone: '通话', shift: '交接班', session: '登录', whereabouts: '去向', duty: '值班', golive: '上线', notice: '通知', record: '全部记录', setting: '设置', desk: '值守台' },
  fault: {
    ...sceneFaultZh,
    'incident.taken': '这件求助已被他人接听', 'order.taken': '这张工单已被他人接走', 'incident.closed': '这件求助已结案', 'session.wrong': '用户名或密码不对', 'session.throttled': '尝试过多，请稍后再试', 'staff.exists': '用户名已存在', 'device.exists': '设备编号已存在',
  },
}
