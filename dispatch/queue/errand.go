package queue

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"
)

// most is how many errands go on one journey, so that nobody else waits long for
// the server: it does one script at a time.
const most = 64

// errand is what one caller wants of the lists.
type errand struct {
	words []any     // for the script
	take  bool      // an id comes back
	done  chan told // holds one, so that nobody waits for a caller who left
}

type told struct {
	id  string
	err error
}

// errands are those that wait for the journey that is under way.
type errands struct {
	list  []*errand
	going bool
}

// run sends an errand along with whatever else waits and returns what the server
// said. It blocks for at most a second.
func (q *Queue) run(ctx context.Context, e *errand) (string, error) {
	e.done = make(chan told, 1)
	q.mu.Lock()
	q.errands.list = append(q.errands.list, e)
	if !q.errands.going {
		q.errands.going = true
		go q.travel()
	}
	q.mu.Unlock()
	slow := time.NewTimer(patience)
	defer slow.Stop()
	select {
	case t := <-e.done:
		return t.id, away(t.err)
	case <-slow.C:
		q.withdraw(e)
		return "", away(errSlow)
	case <-ctx.Done():
		q.withdraw(e)
		return "", away(ctx.Err())
	}
}

var errSlow = errors.New("redis is slow")

func (q *Queue) withdraw(e *errand) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.errands.list = slices.DeleteFunc(q.errands.list, func(other *errand) bool { return other == e })
}

// travel makes journeys until nobody waits. One at a time: whoever comes
// meanwhile shares the next.
func (q *Queue) travel() {
	for {
		q.mu.Lock()
		n := min(len(q.errands.list), most)
		list := slices.Clone(q.errands.list[:n])
		q.errands.list = slices.Delete(q.errands.list, 0, n)
		q.errands.going = n > 0
		q.mu.Unlock()
		if n == 0 {
			return
		}
		q.journey(list)
	}
}

func (q *Queue) journey(list []*errand) {
	ctx, cancel := patient(context.Background())
	defer cancel()
	now := q.now()
	words := make([]any, 0, 3+6*len(list))
	words = append(words, now.UnixMilli(), now.Add(hold).UnixMilli(), linePrefix)
	for _, e := range list {
		words = append(words, e.words...)
	}
	ids, err := act.Run(ctx, q.rdb, []string{aboutKey, linesKey, heldKey}, words...).StringSlice()
	for _, e := range list {
		switch {
		case err != nil || !e.take:
			e.done <- told{err: err}
		default:
			e.done <- told{id: ids[0]}
			ids = ids[1:]
		}
	}
}

// act does errands in their order. What is held is in about and in no line; what is
// in a line is in about and not held.
//
// KEYS: about, lines, held. ARGV: now ms, held until ms, prefix of lines, then of
// each errand one of
//
//	put id about             makes an order ready, at once
//	remove id                takes it away
//	take region n line...    the most urgent of n lines in a township, in a region
//	find region services     the same of every line in a wider region; services as
//	                         |a|b|, or empty for all
//
// Returns for each take and find the id, which is held, or an empty string.
var act = redis.NewScript(`
local about, lines, held = KEYS[1], KEYS[2], KEYS[3]
local prefix = ARGV[3]
local call = redis.call
local match = string.match
local function join(id, a)
  local turn, line = match(a, '^([^|]*)|([^|]*|[^|]*)')
  call('ZADD', prefix .. line, 0, turn .. id)
  call('ZADD', lines, 'LT', turn, line)
end
local function leave(id, a)
  local turn, line = match(a, '^([^|]*)|([^|]*|[^|]*)')
  call('ZREM', prefix .. line, turn .. id)
end
local function first(line, region)
  if #region <= 9 then return call('ZRANGE', prefix .. line, 0, 0)[1] end
  local from = 0
  while true do
    local some = call('ZRANGE', prefix .. line, from, from + 49)
    for _, turn in ipairs(some) do
      local town, rest = match(call('HGET', about, string.sub(turn, 15)) or '', '|[^|]*|([^|]*)|(.*)')
      if town and string.sub(town .. rest, 1, #region) == region then return turn end
    end
    if #some < 50 then return nil end
    from = from + 50
  end
end
local best, bestLine
local function better(turn, line)
  if turn and (not best or turn < best) then best, bestLine = turn, line end
end
local function find(region, services)
  local from, gone = 0, {}
  while true do
    local some = call('ZRANGE', lines, from, from + 49, 'WITHSCORES')
    for i = 1, #some, 2 do
      local line, low = some[i], tonumber(some[i + 1])
      if best and low > tonumber(string.sub(best, 1, 14)) then some = {} break end
      local service, town = string.match(line, '([^|]*)|(.*)')
      if string.sub(town, 1, #region) == region and (services == '' or string.find(services, '|' .. service .. '|', 1, true)) then
        local turn = first(line, region)
        better(turn, line)
        if not turn or tonumber(string.sub(turn, 1, 14)) ~= low then gone[#gone + 1] = {line, turn and string.sub(turn, 1, 14)} end
      end
    end
    if #some < 100 then break end
    from = from + 50
  end
  for _, g in ipairs(gone) do
    if g[2] then call('ZADD', lines, g[2], g[1]) else call('ZREM', lines, g[1]) end
  end
end
local shown = false
local function show()
  if shown then return end
  shown = true
  for _, id in ipairs(call('ZRANGEBYSCORE', held, '-inf', ARGV[1], 'LIMIT', 0, 200)) do
    call('ZREM', held, id)
    local a = call('HGET', about, id)
    if a then join(id, a) end
  end
end
local told = {}
local function tell()
  local id = ''
  if best then
    id = string.sub(best, 15)
    call('ZREM', prefix .. bestLine, best)
    call('ZADD', held, ARGV[2], id)
  end
  told[#told + 1] = id
end
local at = 4
while at <= #ARGV do
  local what = ARGV[at]
  if what == 'put' then
    local id, a = ARGV[at + 1], ARGV[at + 2]
    if call('HSETNX', about, id, a) == 0 then
      if call('ZREM', held, id) == 0 then leave(id, call('HGET', about, id)) end
      call('HSET', about, id, a)
    end
    join(id, a)
    at = at + 3
  elseif what == 'remove' then
    local id = ARGV[at + 1]
    if call('ZREM', held, id) == 0 then
      local a = call('HGET', about, id)
      if a then leave(id, a) end
    end
    call('HDEL', about, id)
    at = at + 2
  elseif what == 'take' then
    show()
    best = nil
    local n = tonumber(ARGV[at + 2])
    for i = at + 3, at + 2 + n do
      better(first(ARGV[i], ARGV[at + 1]), ARGV[i])
    end
    tell()
    at = at + 3 + n
  else
    show()
    best = nil
    find(ARGV[at + 1], ARGV[at + 2])
    tell()
    at = at + 3
  end
end
return told`)
