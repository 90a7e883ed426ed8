// The words of fitting a device, in both languages.
export const installZh = {
  title: '装机', running: '没装完的', none: '没有没装完的', find: '找一户', findHint: '老人姓名、村、地址，至少两个字', noHome: '您的辖区里没有找到', begin: '在这一户装机', resume: '接着装',
  back: '回到列表', orders: '我的工单', step: '第 {{n}}/{{of}} 步', who: '{{name}} 装',
  consent: '征得同意', consentHint: '先说清楚装什么、谁看得到。不同意监测，按钮照装；危险时的求助从不等同意。', health: '健康监测', location: '位置', agrees: '同意', refuses: '不同意', saidBy: '谁说的', elder: '老人本人', guardian: '监护人', guardianName: '监护人姓名', told: '同住的人已告知', noElders: '这一户还没有登记老人，设备按共用登记。',
  entry: '进门授权', entryHint: '叫不应又打不开门时，救援的人可以进门吗？', mayEnter: '可以进', mayNotEnter: '不可以',
  keys: '钥匙', keysHint: '钥匙的编号和拿钥匙的人。没有交出钥匙也要说明。', number: '钥匙编号', holder: '谁拿着', phone: '电话', addKey: '再加一把', noKeys: '没有交出钥匙',
  device: '认领设备', deviceHint: '扫设备上的认领码，扫不了就照着输。', code: '认领码', scan: '扫码', scanStop: '不扫了', noCamera: '这部手机不能在这里扫码，请照着输。', where: '装在哪里', whose: '给谁用', here: '这一户已登记、还不在用的', shared: '全家共用', places: '床头,卫生间,客厅,门口,厨房,随身',
  press: '试按', pressHint: '点“开始试按”，两分钟内按一下这台设备。', pressStart: '开始试按', pressAgain: '重新开始', pressReal: '两分钟以外的按键一律按真实呼叫处理。', left: '还剩 {{for}}', over: '两分钟过了', ours: '是我们按的', oursHint: '值守台正当作真实呼叫在响。确认是你们按的才撤。', notOurs: '不是我们按的：别点，话务员会接。',
  wait_received: '平台收到呼叫', wait_told: '回执已发出', wait_confirmed: '设备回执：老人听到了', noConfirm: '这类设备不会回执，收到并发出即可。', heard: '等设备上线', heardHint: '这类设备没有按键。通电，等它报第一次数据。', heardAt: '{{ago}}收到数据', unheard: '还没有收到', heardDone: '已经上线，下一步',
  address: '念一遍地址', addressHint: '看着门牌，大声念出来，和下面的一样吗？装错房子比不装更危险。', same: '一样，就是这里', other: '不一样', otherHint: '请结束这次装机，从正确的一户重新开始。', otherEnd: '找错了房子，结束',
  alone: '老人自己按一次', aloneHint: '您退后，请老人自己找到按钮按一次。', done: '装好了，已在用', doneHint: '{{device}} 已在 {{where}} 使用。', next: '这一户再装一台', finish: '回到列表',
  abandon: '结束这次装机', abandonWhy: '为什么', reason_away: '老人不在家', reason_refused: '老人不要了', reason_broken: '设备不好用', reason_wrong: '找错了房子', abandoned: '已结束', steps: '经过',
  installing: '装机中', installingBy: '{{name}} 正在装这台设备。对方没说是自己按的，按真的处理。',
  what: { begun: '开始', consented: '征得同意', entry_settled: '进门授权', keys_noted: '登记钥匙', claimed: '认领设备', press_asked: '开始试按', press_ours: '确认试按', heard: '设备上线', address_read: '念对地址', abandoned: '结束' },
  deviceState: { registered: '已登记', claimed: '装机中', in_service: '在用', suspended: '待复核', retired: '停用' },
}

export const installEn: typeof installZh = {
  title: 'Fitting', running: 'Not finished', none: 'Nothing unfinished', find: 'Find a home', findHint: 'Name, village or address, two characters at least', noHome: 'Nothing found in your region', begin: 'Fit a device here', resume: 'Go on',
  back: 'Back to the list', orders: 'My orders', step: 'Step {{n}} of {{of}}', who: 'by {{name}}',
  consent: 'Consent', consentHint: 'Say what is fitted and who sees it. Whoever refuses sensors keeps the button; help in danger never waits for consent.', health: 'Health', location: 'Location', agrees: 'agrees', refuses: 'refuses', saidBy: 'Whose word', elder: 'The elder', guardian: 'Guardian', guardianName: 'Name of the guardian', told: 'Whoever else lives here was told', noElders: 'No elder is registered here; the device is shared.',
  entry: 'May helpers enter', entryHint: 'If nobody answers and the door is shut, may helpers come in?', mayEnter: 'They may', mayNotEnter: 'They may not',
  keys: 'Keys', keysHint: 'The number of each key and who holds it. None is an answer, too.', number: 'Key number', holder: 'Holder', phone: 'Telephone', addKey: 'One more key', noKeys: 'No key was handed over',
  device: 'Claim the device', deviceHint: 'Scan the claim code on the device, or type it.', code: 'Claim code', scan: 'Scan', scanStop: 'Stop scanning', noCamera: 'This phone cannot scan here; please type the code.', where: 'Where it stands', whose: 'For whom', here: 'Registered here, not in service:', shared: 'The whole home', places: 'bedside,bathroom,living room,door,kitchen,worn',
  press: 'Press', pressHint: 'Tap "start", then press the device within two minutes.', pressStart: 'Start', pressAgain: 'Start again', pressReal: 'A press outside these two minutes counts as real.', left: '{{for}} left', over: 'The two minutes are over', ours: 'That was us', oursHint: 'The desk is ringing as for a real call. It stops only on your word.', notOurs: 'If it was not you, do nothing: an operator will answer.',
  wait_received: 'The platform has the call', wait_told: 'Feedback sent', wait_confirmed: 'The device confirms: the elder heard it', noConfirm: 'This device cannot confirm; received and sent will do.', heard: 'Wait until it is heard', heardHint: 'This device has no key. Switch it on and wait for its first data.', heardAt: 'data {{ago}}', unheard: 'nothing yet', heardDone: 'It is on, next step',
  address: 'Read the address aloud', addressHint: 'Look at the door plate and read it. Is it the one below? A button in the wrong house is worse than none.', same: 'The same, it is here', other: 'Another', otherHint: 'End this fitting and begin again from the right home.', otherEnd: 'The wrong house: end it',
  alone: 'The elder presses alone', aloneHint: 'Step back and let the elder find and press it alone.', done: 'Fitted and in service', doneHint: '{{device}} is in service: {{where}}.', next: 'One more in this home', finish: 'Back to the list',
  abandon: 'End this fitting', abandonWhy: 'Why', reason_away: 'Nobody at home', reason_refused: 'The elder does not want it', reason_broken: 'The device does not work', reason_wrong: 'The wrong house', abandoned: 'Ended', steps: 'What was done',
  installing: 'being fitted', installingBy: '{{name}} is fitting this device. Until that person says it was them, it is real.',
  what: { begun: 'begun', consented: 'consent', entry_settled: 'entry settled', keys_noted: 'keys noted', claimed: 'device claimed', press_asked: 'press started', press_ours: 'press confirmed', heard: 'device heard', address_read: 'address read', abandoned: 'ended' },
  deviceState: { registered: 'registered', claimed: 'being fitted', in_service: 'in service', suspended: 'to be checked', retired: 'retired' },
}
