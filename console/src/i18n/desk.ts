// The words of what the desk does beside calls: questions, the sheet for 120, hand-over, the emergency book.
export const deskWorkZh = {
  question: {
    answers: '能清楚应答吗？', breathes: '呼吸正常吗？', chest_pain: '胸口疼吗？', bleeds: '有没有出血？', can_stand: '能自己站起来吗？', with_somebody: '身边有人吗？',
    fell: '是摔倒了吗？', hit_head: '碰到头了吗？', outside: '人出来了吗？', others_inside: '屋里还有别人吗？', flames: '看到明火了吗？', told_119: '打过 119 了吗？', hurt: '有人受伤吗？',
    dizzy: '头晕、恶心吗？', safe: '人没事吧？', tap_closed: '总阀关了吗？', socket_wet: '插座泡水了吗？', in_danger: '现在有危险吗？', at_home: '在家里吗？', with_elder: '老人在您身边吗？', wears_again: '又戴上了吗？',
  },
  answer: { yes: '是', no: '否', unknown: '不清楚' },
  ask: '问', asked: '问过 {{n}}/{{of}}', again: '再问',
  cause: '同一起因', causeNone: '没有关联的求助件', link: '关联一件', linkPick: '选一件求助', unlink: '取消关联',
  sheet: '120 交接单', sheetPrint: '打印交接单', sheetHint: '填一项存一项；打印后随老人交给急救人员。', calledAt: '呼叫时间', caseNo: '120 编号', meets: '谁在路口接车', junction: '哪个路口', escort: '谁陪同', hospital: '送往医院', result: '结果',
  elder: '老人', address: '地址', how: '情况', said: '问答', contacts: '联系人', given: '交出人签名', takenBy: '急救人员签名', sheetNone: '这件求助还没有确认是谁',
  shift: '交接班', shiftHint: '交班时记下没办完的事；接班的人签收后，两人都留痕。', offer: '交班', offerNote: '要交代的事', offered: '{{name}} {{at}} 交班', take: '接班签收', takenAt: '{{name}} {{at}} 接班', waiting: '等人接班', own: '要由接班的人签收', shiftNone: '还没有交接班记录', items: '没办完 {{n}} 件', itemsNone: '没有没办完的事', replace: '再交一次会更新这份',
  book: '断网应急册', bookHint: '停电、断网、电话不通时照着它找人。每班打印一次，用完收回。', bookRegion: '打印哪里', bookPrinted: '上次打印 {{at}}', bookNever: '还没有打印过', bookCount: '{{homes}} 户 {{elders}} 人', duty: '值班电话', key: '钥匙', noHomes: '这里没有登记住户',
  paper: '补录求助', paperHint: '停电断网时记在纸上的求助，按真实时间补进来，单独统计', paperAt: '发生时间', paperWho: '是谁', paperSave: '补录', afterwards: '补录',
}

export const deskWorkEn: typeof deskWorkZh = {
  question: {
    answers: 'Do they answer clearly?', breathes: 'Do they breathe normally?', chest_pain: 'Does the chest hurt?', bleeds: 'Is there blood?', can_stand: 'Can they stand up?', with_somebody: 'Is somebody with them?',
    fell: 'Did they fall?', hit_head: 'Did they hit the head?', outside: 'Are they out?', others_inside: 'Is anybody else inside?', flames: 'Are there flames?', told_119: 'Has 119 been called?', hurt: 'Is anybody hurt?',
    dizzy: 'Dizzy or sick?', safe: 'Are they all right?', tap_closed: 'Is the main tap closed?', socket_wet: 'Is a socket under water?', in_danger: 'Is there danger now?', at_home: 'Are they at home?', with_elder: 'Is the elder with you?', wears_again: 'Is it on again?',
  },
  answer: { yes: 'Yes', no: 'No', unknown: 'Not known' },
  ask: 'Ask', asked: 'asked {{n}} of {{of}}', again: 'Ask again',
  cause: 'Same cause', causeNone: 'No linked incident', link: 'Link one', linkPick: 'Choose an incident', unlink: 'Unlink',
  sheet: 'Sheet for 120', sheetPrint: 'Print the sheet', sheetHint: 'Each field is kept as it is filled in; hand the print to the crew.', calledAt: 'Called at', caseNo: 'Number at 120', meets: 'Who meets the ambulance', junction: 'At which junction', escort: 'Who goes along', hospital: 'Hospital', result: 'Outcome',
  elder: 'Elder', address: 'Address', how: 'Situation', said: 'Answers', contacts: 'Contacts', given: 'Handed over by', takenBy: 'Crew', sheetNone: 'Nobody has said yet who it is',
  shift: 'Hand-over', shiftHint: 'What is not finished is noted; whoever takes over signs, and both are on the journal.', offer: 'Hand over', offerNote: 'What the next must know', offered: '{{name}} handed over, {{at}}', take: 'Take over', takenAt: '{{name}} took over, {{at}}', waiting: 'waits to be taken over', own: 'Whoever takes over must sign', shiftNone: 'No hand-over yet', items: '{{n}} not finished', itemsNone: 'Nothing is open', replace: 'Handing over again renews this one',
  book: 'Emergency book', bookHint: 'Whom to reach when power, network or telephone are away. Print it every shift, and collect the old one.', bookRegion: 'Region', bookPrinted: 'last printed {{at}}', bookNever: 'never printed', bookCount: '{{homes}} homes, {{elders}} people', duty: 'Duty telephones', key: 'Key', noHomes: 'No homes here',
  paper: 'From paper', paperHint: 'A call for help written down while power or network were away, with its true time; counted apart', paperAt: 'When', paperWho: 'Who', paperSave: 'Enter', afterwards: 'entered later',
}
