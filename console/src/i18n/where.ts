// The words of where an elder is, on the sheet for 120, at the head of an incident and as it is read out.
export const whereZh = {
  title: '人在哪里', home: '家庭住址（人不在家）', homeUnsure: '家庭住址（人不一定在家）', homeShort: '家（人不在家）', homeUnsureShort: '家（人不一定在家）',
  registered: '按去向登记：{{where}}（{{facts}}）', since: '{{at}} 起', by: '{{name}}登记', returns: '应 {{at}} 回', overdue: '应 {{at}} 回，过时未登记返回，现在哪里要问清', phone: '电话 {{number}}', areaCode: '区号 {{code}}',
  unknown: '不详，没有人知道在哪里', 
  worn: '按手表定位（{{at}}，{{ago}}）：{{where}}', point: '北纬 {{lat}} 东经 {{lon}}', near: '“{{name}}”附近', far: '县外，离最近的站点约 {{km}} 公里',
  seen: '最后见到：{{where}}（{{facts}}）', seenBy: '{{name}}见到',
  homeCall: '呼叫的是家里的设备：家里可能有人，两处都要核实', there: '那里的电话', readRegistered: '去向登记是{{where}}，不一定在家', readSeen: '最后在{{where}}见到',
}

export const whereEn: typeof whereZh = {
  title: 'Where the elder is', home: 'Home (NOT there)', homeUnsure: 'Home (may not be there)', homeShort: 'Home (not there)', homeUnsureShort: 'Home (may not be there)',
  registered: 'By the register: {{where}} ({{facts}})', since: 'since {{at}}', by: 'entered by {{name}}', returns: 'back {{at}}', overdue: 'was due back {{at}}, nobody entered the return: ask where', phone: 'tel. {{number}}', areaCode: 'area code {{code}}',
  unknown: 'unknown, nobody knows where', 
  worn: 'By the wearable ({{at}}, {{ago}}): {{where}}', point: '{{lat}} north, {{lon}} east', near: 'near {{name}}', far: 'outside the county, about {{km}} km from the nearest site',
  seen: 'Last seen: {{where}} ({{facts}})', seenBy: 'by {{name}}',
  homeCall: 'A device in the home called: somebody may be there, check both', there: 'Telephone there', readRegistered: 'registered as {{where}}, may not be at home', readSeen: 'last seen at {{where}}',
}
