// The words of keys and of medicine on a phone that may have no signal, in both languages.
export const fieldKeysZh = {
  one: '钥匙', take: '钥匙我取走了', back: '钥匙还回去了', mine: '在您手里，{{at}} 前还', own: '您手里的钥匙', open: '封存着，开封取钥匙',
  two: '开封要两个人在场：您（{{name}}）和另一人', second: '另一人的姓名', opened: '两人当面开封，钥匙我取走了',
  did: { lent: '取走', opened: '开封', came_back: '归还' },
}

export const fieldKeysEn: typeof fieldKeysZh = {
  one: 'Key', take: 'I took the key', back: 'I gave it back', mine: 'with you, back by {{at}}', own: 'Keys that you have', open: 'Sealed: break the seal',
  two: 'Two are there when a seal is broken: you ({{name}}) and somebody else', second: 'Name of the other', opened: 'We broke it together, I took the key',
  did: { lent: 'taken', opened: 'seal broken', came_back: 'given back' },
}

export const fieldDosesZh = {
  unsent: '未上传', did: { give: '已给', refuse: '拒服', miss: '没给', undo: '撤销' },
  needsSignal: '双人核对要有信号：两人都登录，平台才知道谁备、谁核。现在没有信号，什么也没有登记。急用时两人在纸质药单上签字，恢复后补录。',
  undoNeedsSignal: '这一条平台已经收到，没有信号不能撤销。',
}

export const fieldDosesEn: typeof fieldDosesZh = {
  unsent: 'not uploaded', did: { give: 'given', refuse: 'refused', miss: 'not given', undo: 'taken back' },
  needsSignal: 'Two persons need a signal: both sign in, so that it is known who made it ready and who checked. There is none, and nothing was entered. If it cannot wait, both sign the printed list, and enter it afterwards.',
  undoNeedsSignal: 'The platform has this one already; without a signal it cannot be taken back.',
}
