// The words of the protection ledger, in both languages.
export const protectionZh = {
  title: '守护台账', now: '现在', month: '月度', proofs: '试呼记录',
  protected: '受保护', unprotected: '未保护', unknown: '不明', homes: '户', homeDays: '户·天', region: '乡镇、村', home: '户', why: '原因', since: '自', total: '合计', minutes: '分钟', ofMinutes: '总分钟', lost: '未保护分钟', causes: '未保护的原因（分钟）',
  sentence: '现在能呼救的户', hint: '一户受保护，是指家里至少有一台能按的设备此刻听得到、平台也收得到。有设备却没有按钮的户算未保护；一台设备都没有的户不在分母里。', asOf: '截至 {{at}}',
  platform: '平台自身中断，自 {{at}}：所有户都呼不出来，请立即启用应急电话',
  allWell: '装了设备的户，此刻都能呼救', allWellHint: '按刚才的数据；沉默不当作平安，听不到的户会出现在这里。', none: '您管的范围里，没有装了设备的住户', noneHint: '院内床位看“院长今日”；住户先装上按钮。', devices: '去看设备', more: '只列出前 {{n}} 户，其余见导出',
  monthPick: '月份', allRegions: '全部辖区', closed: '已结转到 {{day}}，之后的数字当天还会变', open: '还没有结转的日子', lostHomes: '丢失最多的户', lostOf: '列出 {{n}}/{{of}} 户', noLoss: '这个月没有哪一户丢失过保护', exportVillages: '导出各村', exportHomes: '导出各户', exportProofs: '导出试呼',
  noMonth: '这个月没有台账', noMonthHint: '台账从装上第一台设备起记。',
  cause: { battery: '电池', gateway: '网关', power: '停电', network: '网络或设备', platform: '平台自身', away: '外出', button: '没有按钮' },
  broker: '其中消息服务', causeOfHome: { battery: '电池用尽', gateway: '网关不通', power: '停电', network: '网络或设备不通', platform: '平台自身', away: '家里没人', button: '有设备，没有能呼叫的' },
  strip: '这个月', dayOf: '{{day}}：受保护 {{ok}}，未保护 {{lost}}，不明 {{unknown}} 分钟', noDay: '{{day}}：没有台账', pieces: '什么时候没有保护', noPieces: '这个月一直受保护', now_: '至今', look: '看这一户', legendUnknown: '不明：该听到而没听到，或还没听到过',
  presses: '按键', proven: '设备已确认', first: '一次成功', provenHomes: '有试呼成功的户', byModel: '按型号', byVillage: '按村', model: '型号', list: '每一次按键', call: '呼叫', pressed: '按下', received: '收到', recorded: '入库', told: '告知设备', confirmed: '设备确认', notYet: '没有', test: '试呼', real: '真实', after: '+{{s}} 秒', noProofs: '这个月没有按键', noProofsHint: '超过 31 天没有成功试呼的户会自动派演练，每天六七户，只在白天。',
}

export const protectionEn: typeof protectionZh = {
  title: 'Protection ledger', now: 'Now', month: 'By month', proofs: 'Proofs',
  protected: 'Protected', unprotected: 'Unprotected', unknown: 'Unknown', homes: 'Homes', homeDays: 'Home-days', region: 'Village', home: 'Home', why: 'Cause', since: 'Since', total: 'Total', minutes: 'Minutes', ofMinutes: 'All minutes', lost: 'Minutes lost', causes: 'Minutes lost by cause',
  sentence: 'Homes that can call now', hint: 'A home is protected when at least one device there with a key is heard, and the platform hears it. A home with devices and no button counts as unprotected; a home without any device is not in the denominator.', asOf: 'as of {{at}}',
  platform: 'The platform itself is down since {{at}}: no home can call. Use the emergency telephones now',
  allWell: 'Every home with devices can call now', allWellHint: 'By the data just read. Silence is not taken for calm: a home that is not heard appears here.', none: 'No home with devices in your reach', noneHint: 'Beds of a care home are on the manager\'s day; a home needs a button first.', devices: 'To the devices', more: 'Only the first {{n}} homes; the export has the rest',
  monthPick: 'Month', allRegions: 'All regions', closed: 'Closed through {{day}}; later figures may still change', open: 'No day is closed yet', lostHomes: 'Homes that lost most', lostOf: '{{n}} of {{of}} homes', noLoss: 'No home lost protection in this month', exportVillages: 'Export villages', exportHomes: 'Export homes', exportProofs: 'Export proofs',
  noMonth: 'Nothing is on the ledger for this month', noMonthHint: 'It begins with the first device.',
  cause: { battery: 'Battery', gateway: 'Gateway', power: 'Power', network: 'Network or device', platform: 'Platform', away: 'Away', button: 'No button' },
  broker: 'of it broker', causeOfHome: { battery: 'battery empty', gateway: 'gateway silent', power: 'power cut', network: 'network or device', platform: 'the platform', away: 'nobody there', button: 'devices, and none to call with' },
  strip: 'This month', dayOf: '{{day}}: {{ok}} minutes protected, {{lost}} lost, {{unknown}} unknown', noDay: '{{day}}: nothing on the ledger', pieces: 'When it was not protected', noPieces: 'Protected all month', now_: 'now', look: 'Look at this home', legendUnknown: 'Unknown: not heard though it should have been, or never heard yet',
  presses: 'Presses', proven: 'Confirmed by the device', first: 'At the first try', provenHomes: 'Homes with a proof', byModel: 'By model', byVillage: 'By village', model: 'Model', list: 'Each press', call: 'Call', pressed: 'Pressed', received: 'Received', recorded: 'In the record', told: 'Told', confirmed: 'Confirmed', notYet: 'not', test: 'test', real: 'real', after: '+{{s}} s', noProofs: 'No press in this month', noProofsHint: 'A home unproven for more than 31 days gets a drill by itself: six or seven homes a day, by daylight only.',
}
