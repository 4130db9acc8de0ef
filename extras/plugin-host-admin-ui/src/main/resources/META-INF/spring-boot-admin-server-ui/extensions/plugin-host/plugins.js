// The page "Plugins" of an instance. Text of workers is set as text, never as HTML.
(() => {
  const { h } = Vue;

  const POLL_MILLIS = 2000;
  const PATH = "actuator/plugins";
  const ACTIONS = {
    start: { label: "Start", not: ["running", "starting", "stopping"] },
    stop: { label: "Stop", not: ["stopped", "stopping"] },
    restart: { label: "Restart", not: ["stopped", "stopping"] },
  };
  const READ_ONLY =
    "The endpoint is read-only. The application has to set management.endpoint.plugins.access=unrestricted.";

  /** The two largest units of an ISO 8601 duration: 2 h 5 min, 1 min 3 s, 12 s. */
  function span(duration) {
    const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(duration ?? "");
    if (!match) {
      return "–";
    }
    const [hours, minutes, seconds] = match.slice(1).map((part) => Math.floor(Number(part ?? 0)));
    const parts = [[Math.floor(hours / 24), "d"], [hours % 24, "h"], [minutes, "min"], [seconds, "s"]];
    return parts.filter(([count]) => count > 0).slice(0, 2).map((part) => part.join(" ")).join(" ") || "0 s";
  }

  const time = (instant) => new Date(instant).toLocaleString();

  const memory = (bytes) => (bytes === undefined ? "–" : `${(bytes / 1048576).toFixed(1)} MiB`);

  function crash({ lastCrashAt, lastCrashReason, lastExitCode, lastExitSignal, nextRestartAt, status }) {
    let text = `${status === "running" ? "Recovered. " : ""}Last crash ${time(lastCrashAt)}: ${lastCrashReason}`;
    // After a stop, the exit code is that of another process than the crashed one
    if (["crashed", "backoff"].includes(status)) {
      if (lastExitSignal) {
        text += `, ${lastExitSignal}`;
      } else if (lastExitCode !== undefined) {
        text += `, exit code ${lastExitCode}`;
      }
    }
    if (nextRestartAt) {
      text += `. Next start ${time(nextRestartAt)}`;
    } else if (status === "crashed") {
      text += ". It is not started again automatically";
    }
    return `${text}.`;
  }

  function words(error) {
    return error.response?.data?.message ?? error.message;
  }

  const page = {
    inheritAttrs: false,

    props: { instance: { type: Object, required: true } },

    data: () => ({ plugins: null, writable: null, problem: null, answers: {} }),

    mounted() {
      this.poll();
    },

    beforeUnmount() {
      this.gone = true;
      clearTimeout(this.timer);
    },

    methods: {
      async poll() {
        await this.refresh();
        if (!this.gone) {
          this.timer = setTimeout(() => this.poll(), POLL_MILLIS);
        }
      },

      async refresh() {
        try {
          const { data } = await this.instance.axios.get(PATH);
          const [id] = Object.keys(data.plugins);
          if (this.writable === null && id !== undefined) {
            const { headers } = await this.instance.axios.options(`${PATH}/${encodeURIComponent(id)}`);
            this.writable = /\bPOST\b/.test(headers.allow ?? "");
          }
          this.plugins = data.plugins;
          this.problem = null;
        } catch (error) {
          this.problem = `The plugins cannot be read: ${words(error)}`;
        }
      },

      async act(id, action) {
        this.answers[id] = null;
        try {
          await this.instance.axios.post(`${PATH}/${encodeURIComponent(id)}`, { action });
        } catch (error) {
          this.answers[id] = `${ACTIONS[action].label} failed: ${words(error)}`;
        }
        await this.refresh();
      },

      card(id, plugin) {
        const facts = [
          ["Process id", "pid", plugin.pid ?? "–"],
          ["Uptime", "uptime", span(plugin.uptime)],
          ["Health", "health", [plugin.health?.status ?? "–", plugin.health?.message].filter(Boolean).join(": ")],
          ["Memory", "memory", memory(plugin.memory)],
          ["Generation", "generation", plugin.generation],
          ["Crashes", "crashes", plugin.totalCrashes],
          ["Recoveries", "recoveries", plugin.totalRestarts],
        ];
        return h("article", { class: "plugin-host-card", key: id, "data-plugin": id, "data-status": plugin.status }, [
          h("header", [
            h("h3", id),
            h("span", { class: "plugin-host-status", "data-field": "status" }, plugin.status),
          ]),
          h("dl", facts.map(([label, name, value]) =>
            h("div", [h("dt", label), h("dd", { "data-field": name }, String(value))]))),
          plugin.lastCrashAt && h("p", { class: "plugin-host-crash", "data-field": "crash" }, crash(plugin)),
          plugin.stderrExcerpt &&
            h("details", { open: ["crashed", "backoff"].includes(plugin.status) }, [
              h("summary", "Last output on stderr"),
              h("pre", { "data-field": "stderr", tabindex: 0 }, plugin.stderrExcerpt),
            ]),
          h("div", { class: "plugin-host-actions" }, Object.entries(ACTIONS).map(([action, { label, not }]) =>
            h("button", {
              type: "button",
              "data-action": action,
              "aria-label": `${label} ${id}`,
              "aria-describedby": this.writable === false ? "plugin-host-read-only" : undefined,
              disabled: !this.writable || not.includes(plugin.status),
              title: this.writable === false ? READ_ONLY : undefined,
              onClick: () => this.act(id, action),
            }, label))),
          this.answers[id] && h("p", { class: "plugin-host-problem", role: "alert" }, this.answers[id]),
        ]);
      },
    },

    render() {
      const plugins = Object.entries(this.plugins ?? {});
      return h("section", { class: "plugin-host" }, [
        h("h2", "Plugins"),
        this.problem && h("p", { class: "plugin-host-problem", role: "alert" }, this.problem),
        this.writable === false && h("p", { class: "plugin-host-note", id: "plugin-host-read-only" }, READ_ONLY),
        this.plugins && plugins.length === 0 && h("p", { class: "plugin-host-note" }, "No plugins are registered."),
        h("div", { class: "plugin-host-cards" }, plugins.map(([id, plugin]) => this.card(id, plugin))),
      ]);
    },
  };

  SBA.use({
    install({ viewRegistry, i18n }) {
      i18n.mergeLocaleMessage("en", { "plugin-host": { label: "Plugins" } });
      viewRegistry.addView({
        group: "insights",
        name: "instances/plugin-host",
        parent: "instances",
        path: "plugin-host",
        component: page,
        label: "plugin-host.label",
        order: 60,
        isEnabled: ({ instance }) => instance.hasEndpoint("plugins"),
      });
    },
  });
})();
