// The words of orders that were set aside for somebody's decision.
export const asideZh = {
  view: '待受理', desk: '待定工单', why: '为什么搁置', hint: '重新派人，或退回待派（退过单的也能再接），或撤单。', empty: '没有等人决定的工单', emptyHint: '多次退回、一整天没人接的工单会搁置在这里。',
}

export const asideEn: typeof asideZh = {
  view: 'To decide', desk: 'Orders to decide', why: 'Why set aside', hint: 'Send somebody, put it back into the queue (also for those who let it go), or cancel it.', empty: 'Nothing waits for a decision', emptyHint: 'Orders that came back again and again, or that nobody took for a day, are set aside here.',
}
