// The words of fences and places, in both languages.
export const fenceZh = {
  title: '电子围栏', none: '没有设置围栏', noneHint: '会走失的老人，在家周围画一个圈；戴着会报位置的设备走出去，值守台就会响。', add: '加一个围栏', edit: '修改', remove: '删除', removeAsk: '再点一次确认删除',
  name: '名称', nameHint: '例如：家和村部', center: '中心', lat: '纬度', lon: '经度', byHome: '用家的位置', bySpot: '用最近位置', coordinates: 'WGS-84 坐标', radius: '半径（米）', radiusHint: '定位常有几十米误差，至少 50 米', hours: '时段', always: '全天', from: '从', until: '到',
  hoursHint: '不填为全天；可以跨过半夜', circle: '半径 {{radius}} 米 · {{hours}}', setBy: '{{at}} 由 {{by}} 设置', look: '看最近位置', looked: '查看会留痕', again: '再看一次', noSpot: '30 天内没有设备报过位置', spot: '最近位置', accuracy: '误差约 {{m}} 米', unknownAccuracy: '误差不详', old: '已经过时，老人可能早不在那里',
  inside: '在“{{name}}”里', beyond: '在“{{name}}”外，离中心 {{m}} 米', edge: '在“{{name}}”边上，离中心 {{m}} 米', idle: '（现在不在时段内）', sketch: '围栏示意图', north: '北', fromHome: '在家的{{way}}约 {{m}} 米', atHome: '在家附近（{{m}} 米）',
  ways: { n: '北面', ne: '东北面', e: '东面', se: '东南面', s: '南面', sw: '西南面', w: '西面', nw: '西北面' }, copy: '复制坐标', copied: '已复制', calledFrom: '呼叫时的位置',
}

export const fenceEn: typeof fenceZh = {
  title: 'Fences', none: 'No fence is set', noneHint: 'For somebody who gets lost, draw a circle around the home: when a device that says where it is leaves it, the desk rings.', add: 'Add a fence', edit: 'Change', remove: 'Remove', removeAsk: 'Press again to remove',
  name: 'Name', nameHint: 'for example: home and village office', center: 'Centre', lat: 'Latitude', lon: 'Longitude', byHome: 'Use the home', bySpot: 'Use the last place', coordinates: 'WGS-84 coordinates', radius: 'Radius (m)', radiusHint: 'fixes are off by tens of metres; 50 m at least', hours: 'Hours', always: 'always', from: 'from', until: 'until',
  hoursHint: 'empty: always; may go over midnight', circle: '{{radius}} m around · {{hours}}', setBy: 'set {{at}} by {{by}}', look: 'Show the last place', looked: 'each look is recorded', again: 'Look again', noSpot: 'Nothing said where it is in the last 30 days', spot: 'Last place', accuracy: 'to about {{m}} m', unknownAccuracy: 'accuracy unknown', old: 'out of date: the elder may be gone from there',
  inside: 'inside “{{name}}”', beyond: 'outside “{{name}}”, {{m}} m from its centre', edge: 'at the edge of “{{name}}”, {{m}} m from its centre', idle: ' (not within its hours)', sketch: 'Sketch of the fences', north: 'N', fromHome: 'about {{m}} m {{way}} of the home', atHome: 'near the home ({{m}} m)',
  ways: { n: 'north', ne: 'north-east', e: 'east', se: 'south-east', s: 'south', sw: 'south-west', w: 'west', nw: 'north-west' }, copy: 'Copy the coordinates', copied: 'Copied', calledFrom: 'Place of the call',
}
