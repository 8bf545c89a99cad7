/** The certificate for the tenant's own domain. CloudFront accepts it only once issued and if it covers the served names. */
import { DescribeCertificateCommand, ResourceNotFoundException } from '@aws-sdk/client-acm';
import { blocking, type Check, type Finding, ok, warning } from './finding.ts';

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

export const certificate: Check = {
  of: 'the certificate',
  async find({ aws, settings: { domain, certificate: CertificateArn } }) {
    if (!domain || !CertificateArn) return [];
    try {
      const { Certificate } = await aws.acm.send(new DescribeCertificateCommand({ CertificateArn }));
      const { Status = '', SubjectAlternativeNames: names = [], NotAfter } = Certificate ?? {};
      return [judge([domain, `console.${domain}`], names, Status, NotAfter)];
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      return [
        blocking(
          `There is no certificate ${CertificateArn}.`,
          'Request one in us-east-1 of this account, and set certificate to its ARN.',
        ),
      ];
    }
  },
};

function judge(needed: string[], names: string[], status: string, notAfter: Date | undefined): Finding {
  const missing = needed.filter((host) => !names.some((name) => covers(name, host)));
  if (missing.length > 0) {
    return blocking(
      `The certificate covers ${names.join(', ')}, but not ${missing.join(' and ')}.`,
      `Request another in us-east-1 for ${needed.join(' and ')}, and set certificate to its ARN.`,
    );
  }
  if (status !== 'ISSUED') {
    return blocking(
      `The certificate has not been issued (${status}), so CloudFront does not accept it.`,
      status === 'PENDING_VALIDATION'
        ? 'Add the CNAME records that ACM shows for it to your DNS, and wait until it is issued.'
        : 'Request another in us-east-1, and set certificate to its ARN.',
    );
  }
  const days = notAfter && Math.floor((notAfter.getTime() - Date.now()) / (MONTH_MS / 30));
  return days !== undefined && days < 30
    ? warning(
        `The certificate expires in ${days} days.`,
        'ACM renews it automatically while its CNAME records are in your DNS. Check that they are.',
      )
    : ok(`The certificate has been issued for ${names.join(', ')}.`);
}

/** A star matches one label. */
const covers = (name: string, host: string): boolean =>
  name.toLowerCase() === host ||
  (name.startsWith('*.') && host.slice(host.indexOf('.') + 1) === name.slice(2).toLowerCase());
