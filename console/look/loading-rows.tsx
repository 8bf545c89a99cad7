import { Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import classes from './loading-rows.module.css';

/** Placeholders in the shape of real rows, shown only if loading takes long enough to notice (300 ms). */
export function LoadingRows({ label }: { label: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className={classes.rows} role="status" aria-label={label}>
      {[64, 48, 56].map((width) => (
        <div key={width} className={classes.row}>
          <Skeleton circle height={32} />
          <div className={classes.lines}>
            <Skeleton height={10} width={`${width}%`} />
            <Skeleton height={10} width={`${width + 24}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
