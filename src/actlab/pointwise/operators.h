// Elementwise functions as operators of torch: values and derivatives by printed kernels, autograd in C++.
//
// `value` keeps the input and nothing else; `slope` is a gradient times a derivative of the function.  Both
// differentiate through `slope` up to the last printed derivative, and then through `actlab_exact::beyond`, in Python.
#pragma once
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mul.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int ORDERS = 3;
constexpr int64_t GRAIN = 32768;  // elements that one thread takes at least, as torch's own kernels do

struct Printed {
  void (*value[ORDERS])(const float*, float*, int64_t);
  void (*slope[ORDERS])(const float*, const float*, float*, int64_t);
};

template <class F>
void map(const float* x, float* y, int64_t n) {
  int64_t i = 0;
  V a;
  for (; i + LANES <= n; i += LANES) {
    memcpy(&a, x + i, sizeof(V));
    a = F::value(a, nullptr);
    memcpy(y + i, &a, sizeof(V));
  }
  if (i < n) {
    float rest[LANES] = {};
    memcpy(rest, x + i, (n - i) * sizeof(float));
    memcpy(&a, rest, sizeof(V));
    a = F::value(a, nullptr);
    memcpy(y + i, &a, (n - i) * sizeof(float));
  }
}

template <class F>
void map_times(const float* gradient, const float* x, float* y, int64_t n) {
  int64_t i = 0;
  V a, g;
  for (; i + LANES <= n; i += LANES) {
    memcpy(&a, x + i, sizeof(V));
    memcpy(&g, gradient + i, sizeof(V));
    a = g * F::value(a, nullptr);
    memcpy(y + i, &a, sizeof(V));
  }
  if (i < n) {
    float rest[LANES] = {}, gradients[LANES] = {};
    memcpy(rest, x + i, (n - i) * sizeof(float));
    memcpy(gradients, gradient + i, (n - i) * sizeof(float));
    memcpy(&a, rest, sizeof(V));
    memcpy(&g, gradients, sizeof(V));
    a = g * F::value(a, nullptr);
    memcpy(y + i, &a, (n - i) * sizeof(float));
  }
}

const Printed& printed(int64_t function);  // defined after the kernels

Tensor dense(const Tensor& x) { return x.is_non_overlapping_and_dense() ? x : x.contiguous(); }

Tensor value_on_cpu(const Tensor& given, int64_t function, int64_t order) {
  const Tensor x = dense(given);
  Tensor y = at::empty_like(x);
  const float* from = x.const_data_ptr<float>();
  float* to = y.mutable_data_ptr<float>();
  const auto kernel = printed(function).value[order];
  if (x.numel() <= GRAIN) {
    kernel(from, to, x.numel());
  } else {
    at::parallel_for(0, x.numel(), GRAIN, [&](int64_t a, int64_t b) { kernel(from + a, to + a, b - a); });
  }
  return y;
}

Tensor slope_on_cpu(const Tensor& gradient, const Tensor& given, int64_t function, int64_t order) {
  const Tensor x = dense(given);
  Tensor y = at::empty_like(x), g = gradient;
  if (g.sizes() != x.sizes() || g.strides() != x.strides()) g = at::empty_like(x).copy_(gradient);
  const float *of = g.const_data_ptr<float>(), *from = x.const_data_ptr<float>();
  float* to = y.mutable_data_ptr<float>();
  const auto kernel = printed(function).slope[order];
  if (x.numel() <= GRAIN) {
    kernel(of, from, to, x.numel());
  } else {
    at::parallel_for(0, x.numel(), GRAIN, [&](int64_t a, int64_t b) { kernel(of + a, from + a, to + a, b - a); });
  }
  return y;
}

Tensor value_of_nothing(const Tensor& x, int64_t, int64_t) { return at::empty_like(x); }
Tensor slope_of_nothing(const Tensor&, const Tensor& x, int64_t, int64_t) { return at::empty_like(x); }

Tensor call_slope(const Tensor& gradient, const Tensor& x, int64_t function, int64_t order) {
  if (order == ORDERS) {
    static const auto beyond = c10::Dispatcher::singleton()
                                   .findSchemaOrThrow("actlab_exact::beyond", "")
                                   .typed<Tensor(const Tensor&, const Tensor&, int64_t)>();
    return beyond.call(gradient, x, function);
  }
  static const auto slope = c10::Dispatcher::singleton()
                                .findSchemaOrThrow("actlab_exact::slope", "")
                                .typed<Tensor(const Tensor&, const Tensor&, int64_t, int64_t)>();
  return slope.call(gradient, x, function, order);
}

struct Slope : torch::autograd::Function<Slope> {
  static Tensor forward(AutogradContext* context, const Tensor& gradient, const Tensor& x, int64_t function, int64_t order) {
    at::AutoDispatchBelowADInplaceOrView guard;
    context->save_for_backward({gradient, x});
    context->saved_data["function"] = function;
    context->saved_data["order"] = order;
    return call_slope(gradient, x, function, order);
  }
  static variable_list backward(AutogradContext* context, variable_list of) {
    const auto saved = context->get_saved_variables();
    const int64_t function = context->saved_data["function"].toInt(), order = context->saved_data["order"].toInt();
    Tensor by_gradient, by_x;
    if (context->needs_input_grad(0)) by_gradient = call_slope(of[0], saved[1], function, order);
    if (context->needs_input_grad(1)) by_x = call_slope(at::mul(of[0], saved[0]), saved[1], function, order + 1);
    return {by_gradient, by_x, Tensor(), Tensor()};
  }
};

struct Value : torch::autograd::Function<Value> {
  static Tensor forward(AutogradContext* context, const Tensor& x, int64_t function, int64_t order) {
    at::AutoDispatchBelowADInplaceOrView guard;
    context->save_for_backward({x});
    context->saved_data["function"] = function;
    context->saved_data["order"] = order;
    return value_on_cpu(x, function, order);
  }
  static variable_list backward(AutogradContext* context, variable_list of) {
    const auto saved = context->get_saved_variables();
    const int64_t function = context->saved_data["function"].toInt(), order = context->saved_data["order"].toInt();
    if (at::GradMode::is_enabled()) return {call_slope(of[0], saved[0], function, order + 1), Tensor(), Tensor()};
    return {slope_on_cpu(of[0], saved[0], function, order + 1), Tensor(), Tensor()};
  }
};

Tensor value_with_gradient(const Tensor& x, int64_t function, int64_t order) {
  if (at::GradMode::is_enabled() && x.requires_grad()) return Value::apply(x, function, order);
  at::AutoDispatchBelowADInplaceOrView guard;
  return value_on_cpu(x, function, order);
}

Tensor slope_with_gradient(const Tensor& gradient, const Tensor& x, int64_t function, int64_t order) {
  if (at::GradMode::is_enabled() && (x.requires_grad() || gradient.requires_grad()))
    return Slope::apply(gradient, x, function, order);
  at::AutoDispatchBelowADInplaceOrView guard;
  return slope_on_cpu(gradient, x, function, order);
}

TORCH_LIBRARY(actlab_exact, library) {
  library.def("value(Tensor x, int function, int order) -> Tensor");
  library.def("slope(Tensor gradient, Tensor x, int function, int order) -> Tensor");
  library.def("beyond(Tensor gradient, Tensor x, int function) -> Tensor");
}
TORCH_LIBRARY_IMPL(actlab_exact, CPU, library) {
  library.impl("value", value_on_cpu);
  library.impl("slope", slope_on_cpu);
}
TORCH_LIBRARY_IMPL(actlab_exact, Meta, library) {
  library.impl("value", value_of_nothing);
  library.impl("slope", slope_of_nothing);
}
TORCH_LIBRARY_IMPL(actlab_exact, AutogradCPU, library) {
  library.impl("value", value_with_gradient);
  library.impl("slope", slope_with_gradient);
}

}  // namespace
