// Names in their scopes, and functions inlined three deep.
extern "C" void sink(int);

namespace outer
{
namespace inner
{

class Device
{
  public:
    __attribute__((noinline)) int poll(int x);
    __attribute__((always_inline)) inline int step(int x)
    {
        sink(x);
        return x + 1;
    }
    __attribute__((always_inline)) inline int twice(int x)
    {
        return step(x) + 2;
    }
    __attribute__((noinline)) static int counter(int x)
    {
        sink(x + 3);
        return x;
    }
};

int Device::poll(int x)
{
    int y = twice(x);
    sink(y);
    return y + 3;
}

template <typename T> struct Box {
    __attribute__((noinline)) T get(T value)
    {
        sink((int)value);
        return value + 1;
    }
};

template <typename T> __attribute__((noinline)) T maximum(T a, T b)
{
    sink((int)a);
    return a > b ? a : b;
}

} // namespace inner

namespace
{
__attribute__((noinline)) int hidden(int x)
{
    sink(x);
    return x + 4;
}
} // namespace

__attribute__((noinline)) int with_lambda(int x)
{
    auto lambda = [x](int y) __attribute__((noinline)) {
        sink(x + y);
        return x * y;
    };
    return lambda(x) + 1;
}

} // namespace outer

extern "C" int use_names(int x)
{
    outer::inner::Device device;
    outer::inner::Box<int> box;
    x = device.poll(x);
    x += outer::inner::Device::counter(x);
    x += box.get(x);
    x += outer::inner::maximum<short>((short)x, 5);
    x += outer::hidden(x);
    return outer::with_lambda(x);
}
