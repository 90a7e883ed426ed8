// The words of the catalogue, of plans and of what they make, in both languages.
export const plansZh = {
  tabsLabel: '工单和服务计划', tabs: { orders: '工单', catalogue: '服务目录' },
  catalogue: {
    title: '服务目录', new: '新建一项', edit: '修改', empty: '目录是空的', emptyHint: '管理员新建第一项服务。', choose: '点一项看内容', chooseHint: '价格由县里填；还没有价格的，下单时不告知金额。',
    name: '名称', id: '编号', idHint: '小写字母、数字、横线，建好不能改', minutes: '时长（分钟）', minutesOf: '{{n}} 分钟', certificates: '须持证件', certificatesHint: '用顿号隔开', twoPersons: '须两人同去', consent: '须有知情同意', preChecks: '服务前检查', checklist: '上门清单', checklistHint: '一行一条', receipt: '须拍票据', advance: '垫付上限', advanceYuan: '垫付上限（元）', disabled: '停办', price: '价格', prices: '历次价格', noPrice: '未定价', whole: '全价', subsidy: '补贴', own: '自付', from: '起', addPrice: '从某天起的新价格', priceFrom: '起始日期', priceWhole: '全价（元）', priceSubsidy: '补贴（元）', needs: '要求', at_least: '不低于 {{v}}', at_most: '不高于 {{v}}',
  },
  order: { offering: '服务项目', any: '只按类别', told: '下单前告知老人', ownPart: '自付 {{own}} 元', parts: '全价 {{whole}} 元，补贴 {{subsidy}} 元', noPrice: '这一项还没有定价，请先向管理员问清再告知', price: '价格' },
}

export const plansEn: typeof plansZh = {
  tabsLabel: 'Orders and plans', tabs: { orders: 'Orders', catalogue: 'Catalogue' },
  catalogue: {
    title: 'Service catalogue', new: 'New row', edit: 'Edit', empty: 'The catalogue is empty', emptyHint: 'An administrator makes the first row.', choose: 'Choose a row', chooseHint: 'The county enters prices; where there is none, no amount is told.',
    name: 'Name', id: 'Code', idHint: 'Small letters, digits, hyphens; never changes', minutes: 'Minutes', minutesOf: '{{n}} min', certificates: 'Certificates', certificatesHint: 'Separated by commas', twoPersons: 'Two persons', consent: 'Consent on file', preChecks: 'Before it begins', checklist: 'At the door', checklistHint: 'One per line', receipt: 'Photo of the receipt', advance: 'Advance up to', advanceYuan: 'Advance (yuan)', disabled: 'Not offered', price: 'Price', prices: 'Prices', noPrice: 'No price', whole: 'Whole', subsidy: 'Subsidy', own: 'Own part', from: 'from', addPrice: 'A price from a day on', priceFrom: 'From', priceWhole: 'Whole (yuan)', priceSubsidy: 'Subsidy (yuan)', needs: 'Needs', at_least: 'at least {{v}}', at_most: 'at most {{v}}',
  },
  order: { offering: 'Service', any: 'By kind only', told: 'Tell the elder before', ownPart: 'own part {{own}} yuan', parts: 'whole {{whole}}, subsidy {{subsidy}} yuan', noPrice: 'No price is entered: ask an administrator before you name one', price: 'Price' },
}
