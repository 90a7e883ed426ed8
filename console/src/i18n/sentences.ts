// The words of what seniors hear, and of how they hear it, in both languages.
export const sentencesZh = {
  title: '老人听到的话', steps: '每一步说什么', open: '老人听到的话', region: '哪里的老人听到',
  hint: '按下按钮以后，老人的设备会一步一步说这些话。可以按乡镇、村改成当地的说法，或用方言录一遍；没有改的用上一级的。',
  when: {
    received: '收到呼叫', answered: '有人接听', dispatched: '有人接单，没说几分钟', dispatched_minutes: '有人接单，说了几分钟', on_the_way: '还没到，没说几分钟', late: '过了时间还没到', searching: '来的人不来了，在另叫人', others: '来的人不来了，还有别人在路上',
    replaced: '换了人来，没说几分钟', replaced_minutes: '换了人来，说了几分钟', arrived: '人到了', closed: '结案',
  },
  own: '本地的说法', above: '上一级的说法', preset: '默认', change: '改说法', takeBack: '用回上一级', slots: '可以用{{who}}{{minutes}}', noSound: '没有录音，设备自己念', play: '听一听', record: '录音', stop: '停止', upload: '上传', file: '录音文件', silence: '删录音',
  recorded: '{{at}} {{name}} 录', seconds: '{{n}} 秒', outdated: '说法已改，这段录音不再播放，请重录', recordHint: '录音里不说姓名和分钟数，例如“已经叫人过来了”；带屏或能念字的设备会再念出整句。',
  refused: '没有拿到麦克风，请在浏览器里允许', unreadable: '这段声音读不懂，请换一个文件', noMicrophone: '用 https 打开才能录音；也可以上传文件',
  phoneKind: '手机', phoneKinds: { smart: '智能手机，用“我的工单”接单', plain: '老人机，打电话问，按 1 接、按 2 不去' }, phoneKindHint: '老人机要登记电话号码；急单 30 秒内打电话问，平常的单在早上 8 点到晚上 9 点问。',
  senses: {
    title: '沟通', hearing: '听力', hearings: { good: '能听清', hard: '听力差', deaf: '听不见' }, speech: '说话', speeches: { good: '能说清', unclear: '说不清', none: '不能说话' }, dialect: '方言', speaks: '说{{dialect}}', dementia: '认知障碍', shown: '回执同时闪灯、振动。',
  },
}

export const sentencesEn: typeof sentencesZh = {
  title: 'What elders hear', steps: 'What is said at each step', open: 'What elders hear', region: 'Where elders hear it',
  hint: 'After a press the elder’s device says these sentences, step by step. Each can be put in the words of a township or village, or recorded in its dialect; what is not changed is taken from above.',
  when: {
    received: 'the call came in', answered: 'somebody answered', dispatched: 'somebody goes, no time given', dispatched_minutes: 'somebody goes, with a time', on_the_way: 'not there yet, no time given', late: 'the time is over, not there yet', searching: 'who was to come does not; another is asked', others: 'who was to come does not; another is on the way',
    replaced: 'somebody else goes, no time given', replaced_minutes: 'somebody else goes, with a time', arrived: 'somebody is there', closed: 'closed',
  },
  own: 'local words', above: 'words from above', preset: 'default', change: 'Change', takeBack: 'Back to those above', slots: 'may hold {{who}}{{minutes}}', noSound: 'No recording; the device reads it aloud', play: 'Listen', record: 'Record', stop: 'Stop', upload: 'Upload', file: 'Sound file', silence: 'Delete recording',
  recorded: 'recorded {{at}} by {{name}}', seconds: '{{n}} s', outdated: 'The words have changed: this recording is not played any more, record it anew', recordHint: 'A recording holds neither a name nor minutes, like “somebody is on the way”; a device that shows or reads text says the whole sentence after it.',
  refused: 'No microphone; allow it in the browser', unreadable: 'This sound cannot be read, choose another file', noMicrophone: 'Recording needs https; a file can be uploaded',
  phoneKind: 'Phone', phoneKinds: { smart: 'smartphone, accepts on the field page', plain: 'plain phone, asked by a call: 1 accepts, 2 declines' }, phoneKindHint: 'A plain phone needs its number on file. Emergencies ring within 30 seconds, other orders between 8:00 and 21:00.',
  senses: {
    title: 'Hearing and speech', hearing: 'Hearing', hearings: { good: 'hears well', hard: 'hard of hearing', deaf: 'deaf' }, speech: 'Speech', speeches: { good: 'speaks clearly', unclear: 'speaks unclearly', none: 'cannot speak' }, dialect: 'Dialect', speaks: 'speaks {{dialect}}', dementia: 'dementia', shown: 'Devices also shine and vibrate.',
  },
}

export const sentenceWhatZh = { 'incident.said_again': '又告诉老人：还在路上', 'incident.said_enough': '说了两小时“还在路上”，没有人记到场：问去的人到了没有', 'sentence.changed': '老人听到的话：改说法', 'sentence.recorded': '老人听到的话：录音', 'sentence.silenced': '老人听到的话：删录音' }
export const sentenceWhatEn: typeof sentenceWhatZh = { 'incident.said_again': 'elder told again: still on the way', 'incident.said_enough': 'told for two hours that somebody is on the way, and nobody noted an arrival: ask whoever goes', 'sentence.changed': 'What elders hear: words changed', 'sentence.recorded': 'What elders hear: recorded', 'sentence.silenced': 'What elders hear: recording deleted' }
