// What printed functions call and Math lacks; see src/actlab/pointwise/javascript.py.
"use strict";

function erfc(x) {
  return x > 2.5 ? erfcFar(x) : 1 - erf(x);
}
function powerOfTwo(x) {
  return 2 ** x;
}
function roundEven(x) {
  const nearest = Math.round(x);
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}
function copySign(size, x) {
  return x < 0 || Object.is(x, -0) ? -Math.abs(size) : Math.abs(size);
}
function decay(factor, x) {
  return factor * Math.exp(x);
}
function isInfinite(x) {
  return x === Infinity || x === -Infinity;
}
function gelu(x) {
  return x * normalBelow(x);
}
function geluSlope(x) {
  return normalBelow(x) + x * 0.3989422804014327 * Math.exp(-0.5 * x * x);
}
// x tanh(log(1 + e^x)) and its derivative, with w = e^x (e^x + 2).
function mish(x) {
  const e = Math.exp(Math.min(x, 40)), w = e * (e + 2);
  return (x * w) / (w + 2);
}
function mishSlope(x) {
  const e = Math.exp(Math.min(x, 40)), w = e * (e + 2), inverse = 1 / (w + 2);
  return w * inverse + 4 * x * (e * e + e) * inverse * inverse;
}
