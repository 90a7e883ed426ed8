// The words of who may come in: stock, keys of devices, and the lists of devices that
// need somebody.
export const accessZh = {
  state: '状态', service: '投入使用', notService: '没有试按过，还不算在用',
  due: '待办设备', sim: '流量卡', end_of_life: '到期更换', proof: '未投入使用', moved: '疑似搬动',
  simHint: '欠费，或 30 天内到期。', end_of_lifeHint: '30 天内到更换期限。', proofHint: '装在户里、还没有试按证明的设备。它的呼叫照样是呼叫，但不能算作守护。', movedHint: '听不到原来的基站、邻居或网关了。请上门核对，按一次试呼，重新投入使用。',
  none: '这张清单是空的', noneHint: '到期前 30 天会出现在这里。', export: '导出', arrears: '欠费', until: '到期', overdue: '已过期', replaceBy: '更换期限', movedAt: '何时', home: '户', iccid: '流量卡号（ICCID）',
  stock: '入库', stockHint: '从表格（CSV，UTF-8）粘贴或选择文件。第一行是列名：id（设备编号）、kind（类型）必填；model、secret、sim、sim_expires、end_of_life、gateway_id、address 可选。', stockFile: '选择文件', stockText: '表格内容', stockPartial: '有错的行跳过，其余照收', stockGo: '入库', stockMade: '已入库 {{n}} 台，共 {{of}} 行', stockFault: '第 {{line}} 行', stockNone: '一台也没有入库，请改好再来。', stockOnce: '认领码和密钥只显示这一次，离开前请打印标签、保存密钥。', labels: '打印标签', credentials: '保存密钥文件', code: '认领码', codeNew: '新的认领码', codeHint: '贴在设备上，装机时扫。以前的认领码作废。',
  rotate: '换密钥', rotateHint: '新密钥马上能用。', keepOld: '旧密钥', keep: { '0': '马上失效，连接断开', '24': '再用 24 小时，设备用上新的就失效', '168': '再用 7 天，设备用上新的就失效' }, oldUntil: '旧密钥到 {{at}} 失效，设备用上新密钥时提前失效。', oldEnded: '旧密钥已失效。', issue: '发放密钥', revoke: '吊销', revokeAsk: '再点一次：密钥和证书作废，连接马上断开', retire: '停用', retireAsk: '再点一次：停用这台设备', retired: '已停用', life: '流量卡和寿命', saved: '已保存',
}

export const accessEn: typeof accessZh = {
  state: 'State', service: 'In service', notService: 'No press has proven it: not in service',
  due: 'Need somebody', sim: 'SIM', end_of_life: 'End of life', proof: 'Not in service', moved: 'Moved?',
  simHint: 'In arrears, or ending within 30 days.', end_of_lifeHint: 'To be replaced within 30 days.', proofHint: 'Devices in homes that no press has proven. Their calls are calls, but they protect nobody on paper.', movedHint: 'They hear none of the cells, neighbours or gateways that they knew. Go and look, press once, and put them into service again.',
  none: 'Nothing on this list', noneHint: 'Things appear here 30 days before their end.', export: 'Export', arrears: 'in arrears', until: 'until', overdue: 'overdue', replaceBy: 'Replace before', movedAt: 'Since', home: 'Home', iccid: 'SIM (ICCID)',
  stock: 'Stock', stockHint: 'Paste a table (CSV, UTF-8) or choose a file. The first line names the columns: id and kind are needed; model, secret, sim, sim_expires, end_of_life, gateway_id, address may be there.', stockFile: 'Choose a file', stockText: 'Table', stockPartial: 'Leave out faulty rows and take the others', stockGo: 'Take in', stockMade: '{{n}} taken in, of {{of}} rows', stockFault: 'Line {{line}}', stockNone: 'None was taken in; please mend the table.', stockOnce: 'Claim codes and secrets are shown this once: print the labels and save the secrets before you leave.', labels: 'Print labels', credentials: 'Save the secrets', code: 'Claim code', codeNew: 'New claim code', codeHint: 'Goes on the device, to be scanned when it is fitted. Older codes end.',
  rotate: 'New secret', rotateHint: 'The new one is good at once.', keepOld: 'The old one', keep: { '0': 'ends at once, its connection is cut', '24': 'for 24 hours, or until the device uses the new one', '168': 'for 7 days, or until the device uses the new one' }, oldUntil: 'The old secret ends at {{at}}, or when the device uses the new one.', oldEnded: 'The old secret has ended.', issue: 'Issue a secret', revoke: 'Revoke', revokeAsk: 'Once more: secret and certificates end, the connection is cut', retire: 'Retire', retireAsk: 'Once more: take it out of use', retired: 'Retired', life: 'SIM and end of life', saved: 'Saved',
}
