// A plugin that asks the host in whose name it is working, from wherever a plugin can ask.
// Which version of the SDK it is built on, its environment says.
const { definePlugin, runWorker } = await import(process.env.SDK);

const plugin = definePlugin({
  async setup(ctx) {
    const ask = (stateKey) => ctx.state.get({ scopeKind: "instance", stateKey });

    const repeat = (stateKey) => setInterval(() => ask(stateKey).catch(() => {}), 10);

    // Begun outside of any call
    repeat("outside");

    ctx.data.register("ask", async ({ key }) => {
      try {
        return { company: await ask(key) };
      } catch (error) {
        return { code: error.code };
      }
    });

    // Begun inside a call, and going on after its answer
    ctx.actions.register("repeat", async ({ key }) => {
      repeat(key);
      return {};
    });
  },
});

export default plugin;
runWorker(plugin, import.meta.url);
