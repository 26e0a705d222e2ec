import { fileStatus } from "../../sys/file-status.ts";
import { because } from "../cause.ts";
import type { Resources } from "../config/config.ts";
import type { LimitOptions } from "./cgroup.ts";
import { enableControllers } from "./enable-controllers.ts";
import { FileCgroup } from "./file-cgroup.ts";
import type { CgroupPlace } from "./plan-cgroup.ts";
import type { UnitPlace } from "./plan-unit.ts";
import { refuseUsedGroup } from "./refuse-used-group.ts";
import type { SystemdDriver } from "./systemd-driver.ts";

/** A cgroup that systemd makes for a unit and removes with it. Its files are ours all the same. */
export class UnitCgroup extends FileCgroup {
  readonly #unit: UnitPlace;
  readonly #systemd: () => SystemdDriver;
  /** The limits that the unit is made with. */
  #resources: Resources | undefined;

  constructor(place: CgroupPlace & { unit: UnitPlace }, systemd: () => SystemdDriver) {
    super(place);
    this.#unit = place.unit;
    this.#systemd = systemd;
  }

  override make(resources: Resources | undefined): undefined {
    refuseUsedGroup(this.folder);
    this.#resources = resources;
  }

  override adopt(pid: number): void {
    because("/linux/cgroupsPath", () => {
      this.#systemd().start(this.#unit, pid, this.#resources ?? {});
      enableControllers(this.place.mount, this.folder);
    });
  }

  override limit(resources: Resources | undefined, options?: LimitOptions): void {
    const limits = resources ?? {};
    const systemd = this.#systemd();
    this.checkUse(limits);
    if (resources && resources !== this.#resources) systemd.update(this.#unit, limits);
    super.limit(systemd.rounded(limits), options);
  }

  override remove(): void {
    try {
      this.#systemd().stop(this.#unit);
    } catch (error) {
      // Where the unit was never made, systemd need not be asked twice.
      if (fileStatus(this.folder)) throw error;
    }
    super.remove();
  }
}
