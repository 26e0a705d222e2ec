import { because } from "../cause.ts";
import type { Resources } from "../config/config.ts";
import type { LimitOptions } from "./cgroup.ts";
import { enableControllers } from "./enable-controllers.ts";
import { FileCgroup } from "./file-cgroup.ts";
import { loadedSystemd } from "./loaded-systemd.ts";
import type { CgroupPlace } from "./plan-cgroup.ts";
import type { UnitPlace } from "./plan-unit.ts";
import { refuseUsedGroup } from "./refuse-used-group.ts";

/** A cgroup that systemd makes for a unit and removes with it. Its files are ours all the same. */
export class UnitCgroup extends FileCgroup {
  readonly #unit: UnitPlace;
  /** The limits that the unit is made with. */
  #resources: Resources | undefined;

  constructor(place: CgroupPlace & { unit: UnitPlace }) {
    super(place);
    this.#unit = place.unit;
  }

  override make(resources: Resources | undefined): undefined {
    refuseUsedGroup(this.folder);
    this.#resources = resources;
  }

  override adopt(pid: number): void {
    because("/linux/cgroupsPath", () => {
      const { folder } = this;
      loadedSystemd().start(this.#unit, { pid, folder, resources: this.#resources ?? {} });
      enableControllers(this.place.mount, this.folder);
    });
  }

  override limit(resources: Resources | undefined, options?: LimitOptions): void {
    const limits = resources ?? {};
    const systemd = loadedSystemd();
    this.checkUse(limits);
    if (resources && resources !== this.#resources) systemd.update(this.#unit, limits);
    super.limit(systemd.rounded(limits), options);
  }
}
