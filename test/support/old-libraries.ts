/**
 * How old libraries change the language, where that differs from the standard: scripts for a page's head. Based on Prototype
 * 1.6.0.3 (`array.js`, `enumerable.js`, `object.js`, `string.js`, `dom.js`), MooTools 1.2 and 1.4, and json.js of 2006.
 */
export const oldLibraries: Record<string, string> = {
  'Prototype 1.6': `
    Object.extend = function (to, from) { for (var name in from) to[name] = from[name]; return to; };
    Object.extend(Object, {
      keys: function (of) { var keys = []; for (var name in of) keys.push(name); return keys; },
      values: function (of) { var values = []; for (var name in of) values.push(of[name]); return values; },
      toJSON: function (value) {
        if (value === undefined || typeof value === 'function') return undefined;
        if (value === null || typeof value === 'boolean') return String(value);
        if (value.toJSON) return value.toJSON();
        var results = [];
        for (var name in value) {
          var json = Object.toJSON(value[name]);
          if (json !== undefined) results.push('"' + name + '": ' + json);
        }
        return '{' + results.join(', ') + '}';
      },
    });
    var $break = {}, $A = function (it) {
      if (!it) return [];
      if (it.toArray) return it.toArray();
      var length = it.length || 0, results = new Array(length);
      while (length--) results[length] = it[length];
      return results;
    };
    var Enumerable = {
      each: function (run, context) {
        run = run.bind(context);
        try { var index = 0; this._each(function (value) { run(value, index++); }); }
        catch (e) { if (e != $break) throw e; }
        return this;
      },
      all: function (test) { var all = true; this.each(function (value, index) { all = all && !!test(value, index); if (!all) throw $break; }); return all; },
      any: function (test) { var any = false; this.each(function (value, index) { any = !!test(value, index); if (any) throw $break; }); return any; },
      collect: function (make) { var results = []; this.each(function (value, index) { results.push(make(value, index)); }); return results; },
      detect: function (test) { var found; this.each(function (value, index) { if (test(value, index)) { found = value; throw $break; } }); return found; },
      findAll: function (test) { var found = []; this.each(function (value, index) { if (test(value, index)) found.push(value); }); return found; },
      inject: function (memo, run) { this.each(function (value, index) { memo = run(memo, value, index); }); return memo; },
      include: function (object) { return this.indexOf(object) !== -1; },
      toArray: function () { return this.collect(function (value) { return value; }); },
      size: function () { return this.toArray().length; },
    };
    Object.extend(Enumerable, { every: Enumerable.all, some: Enumerable.any, map: Enumerable.collect, find: Enumerable.detect,
      select: Enumerable.findAll, filter: Enumerable.findAll, member: Enumerable.include, entries: Enumerable.toArray });
    Function.prototype.bind = function () {
      if (arguments.length < 2 && arguments[0] === undefined) return this;
      var run = this, args = [].slice.call(arguments), object = args.shift();
      return function () { return run.apply(object, args.concat([].slice.call(arguments))); };
    };
    Array.from = $A;
    Object.extend(Array.prototype, Enumerable);
    Array.prototype._reverse = Array.prototype.reverse;
    Object.extend(Array.prototype, {
      _each: function (run) { for (var i = 0, length = this.length; i < length; i++) run(this[i]); },
      clear: function () { this.length = 0; return this; },
      first: function () { return this[0]; },
      last: function () { return this[this.length - 1]; },
      reverse: function (inline) { return (inline !== false ? this : this.toArray())._reverse(); },
      reduce: function () { return this.length > 1 ? this : this[0]; },
      clone: function () { return [].concat(this); },
      toArray: function () { return [].concat(this); },
      toJSON: function () {
        var results = [];
        this.each(function (value) { var json = Object.toJSON(value); if (json !== undefined) results.push(json); });
        return '[' + results.join(', ') + ']';
      },
    });
    Object.extend(String.prototype, {
      toJSON: function () { return '"' + this.replace(/["\\\\]/g, '\\\\$&') + '"'; },
      toArray: function () { return this.split(''); },
      startsWith: function (pattern) { return this.indexOf(pattern) === 0; },
      include: function (pattern) { return this.indexOf(pattern) > -1; },
      sub: function (pattern, to) { return this.replace(pattern, to); },
      times: function (count) { return count < 1 ? '' : new Array(count + 1).join(this); },
    });
    Object.extend(Number.prototype, { toJSON: function () { return isFinite(this) ? String(this) : 'null'; } });
    Date.prototype.toJSON = function () { return '"' + this.toISOString() + '"'; };
    Object.extend(HTMLElement.prototype, {
      remove: function () { this.parentNode.removeChild(this); return this; },
      update: function (content) { this.innerHTML = content; return this; },
      insert: function () { return this; }, wrap: function () { return this; }, select: function () { return []; },
      hide: function () { this.style.display = 'none'; return this; }, show: function () { this.style.display = ''; return this; },
      scrollTo: function () { var box = this.getBoundingClientRect(); window.scrollTo(box.left, box.top); return this; },
    });
    window.Element = Object.extend(function (name) { return document.createElement(name); }, { prototype: Element.prototype });`,

  MooTools: `
    Function.prototype.bind = function (to, args) {
      var run = this;
      return function () { return run.apply(to, args === undefined ? arguments : [].concat(args)); };
    };
    Array.from = function (item) {
      if (item == null) return [];
      if (Array.isArray(item)) return item;
      return typeof item.length === 'number' && typeof item !== 'string' ? [].slice.call(item) : [item];
    };
    String.from = String; Number.from = parseFloat; Function.from = function (it) { return function () { return it; }; };
    Object.keys = function (of) { var keys = []; for (var name in of) if (of.hasOwnProperty(name)) keys.push(name); return keys; };
    Object.values = function (of) { return Object.keys(of).map(function (name) { return of[name]; }); };
    var own = { $family: function () { return 'array'; }, $constructor: Array, each: [].forEach, contains: [].includes,
      erase: function (item) { for (var i = this.length; i--; ) if (this[i] === item) this.splice(i, 1); return this; },
      include: function (item) { if (!this.contains(item)) this.push(item); return this; },
      flatten: function () { return this.flat(Infinity); }, clean: function () { return this.filter(function (it) { return it != null; }); } };
    for (var name in own) Array.prototype[name] = own[name];
    String.prototype.contains = function (it, by) { return by ? (by + this + by).indexOf(by + it + by) > -1 : this.indexOf(it) > -1; };
    window.JSON = { stringify: JSON.stringify, parse: JSON.parse, encode: JSON.stringify, decode: JSON.parse, $family: function () { return 'hash'; } };
    window.Event = function () { throw new Error('MooTools wraps events'); };
    var make = function (name) { return document.createElement(name); };
    make.prototype = Element.prototype;
    window.Element = make;
    for (var method of ['get', 'set', 'erase', 'match', 'inject', 'grab', 'adopt', 'dispose', 'destroy', 'empty', 'clone', 'toggle'])
      Element.prototype[method] = function () { return this; };
    Element.prototype.contains = function (it) { return it === this || !!(this.compareDocumentPosition(it) & 16); };`,

  'an Object.prototype with more on it': `
    for (var name of ['ref', 'key', 'each', 'extend', 'clone', 'toJSONString', 'children', 'style', 'title', 'wait', 'options', 'id',
        'refused', 'opensAt', 'trackingId'])
      Object.prototype[name] = function () { throw new Error('called what every object has'); };
    Object.prototype.toJSON = function () { return '{}'; };`,
};
